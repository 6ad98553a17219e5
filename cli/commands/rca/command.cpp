
#include "base/files.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/rca/baseline.hpp"
#include "cli/commands/rca/flags.hpp"
#include "cli/commands/rca/follow.hpp"
#include "cli/output/health.hpp"
#include "cli/output/pipelines.hpp"
#include "cli/shared/surroundings.hpp"
#include "document/json.hpp"
#include "report/answer_findings.hpp"
#include "report/forms.hpp"
#include "report/page/page.hpp"
#include "signals/snapshot_json.hpp"

namespace corootctl::cli {
namespace {

/// People at a terminal get its width; a log gets a fixed one, so that the same answer is the same text.
std::size_t text_columns(const Env& env) { return env.columns() == 0 ? 100 : std::max<std::size_t>(env.columns(), 40); }

Tone tone_of(report::Emphasis emphasis) {
  switch (emphasis) {
    case report::Emphasis::alarm: return Tone::bad;
    case report::Emphasis::doubt: return Tone::warning;
    case report::Emphasis::calm: return Tone::good;
    case report::Emphasis::heading: break;
  }
  return Tone::plain;
}

/// An answer and what it was made from.
struct Case {
  const rca::Answer& answer;
  const signals::Snapshot& snapshot;
  const coroot::Addresses& addresses;
  std::optional<report::Change> change{};  ///< since --baseline
};

std::string json_of(const Case& what, report::Detail detail, Format format) {
  auto value = report::to_value(what.answer, detail);
  if (what.change) value.object().set("baseline", report::to_value(*what.change));
  if (format == Format::yaml) return structured(value, format);
  return document::to_json(value, -1, document::Digits::six) + "\n";
}

report::AnswerPlaces places_of(const coroot::Addresses& addresses, const RcaOptions& options) {
  return {coroot::address_of_incident(addresses, options.incident),
          [&addresses](const std::string& app) { return coroot::address_of_app(addresses, app); }};
}

pipeline::Report findings_of(const Case& what, const RcaOptions& options) {
  return report::findings_of(what.answer, places_of(what.addresses, options), what.change ? &*what.change : nullptr);
}

std::string for_people(const Case& what, const RcaOptions& options, report::Detail detail, const Env& env) {
  const auto top = static_cast<std::size_t>(options.top);
  const auto paint = [&](std::string_view text, report::Emphasis emphasis) {
    return env.style.paint(env.style.paint(text, tone_of(emphasis)), Tone::strong);
  };
  const auto text = env.style.plain
                        ? report::to_plain(what.answer, top, detail)
                        : report::to_text(what.answer, {text_columns(env), top, detail, paint, &what.snapshot});
  return what.change ? text + "\n" + report::to_text(*what.change) : text;
}

Result<std::string> text_of(const Case& what, const RcaOptions& options, const Env& env) {
  const auto& answer = what.answer;
  const auto top = static_cast<std::size_t>(options.top);
  const auto detail = options.explain ? report::Detail::explained : report::Detail::usual;
  if (is_for_pipelines(env.format)) return pipeline_text(findings_of(what, options), env.format);
  switch (env.format) {
    case Format::json:
    case Format::yaml: return json_of(what, detail, env.format);
    case Format::markdown:
      return report::to_markdown(answer, top, detail) + (what.change ? report::to_markdown(*what.change) : "");
    case Format::name: return subjects_of(answer, top);
    case Format::html:
      return report::to_page(answer, what.snapshot, {top, detail, env.command, options.embed_snapshot});
    default: return for_people(what, options, detail, env);
  }
}

/// The answer alone, and how long its parts took.
Result<Look> look_at(const Case& what, ops::Timings timings, const RcaOptions& options, const Env& env) {
  ops::Stopwatch watch;
  Look look;
  CTL_PASS(look.text, text_of(what, options, env));
  timings.write_ms = watch.lap();
  if (options.timings) look.note = ops::to_text(timings);
  look.meets_condition = is_met(options.fail_on, what.answer) && (!what.change || !what.change->is_new.empty());
  return look;
}

Result<ExitCode> run_offline(const RcaOptions& options, const Env& env) {
  CTL_PASS(auto receiver, receiver_of(options.post, env));
  ops::Timings timings;
  CTL_PASS(const auto diagnosis, ops::diagnose_file(options.snapshot, options.app, &timings));
  CTL_PASS(auto change, change_since(options.baseline, diagnosis.answer));
  const coroot::Addresses nowhere;
  const Case what{diagnosis.answer, diagnosis.snapshot, nowhere, std::move(change)};
  CTL_PASS(const auto look, look_at(what, timings, options, env));
  env.print(look.text);
  if (!look.note.empty()) env.talk.line(look.note);
  if (receiver) tell(*receiver, post::message_of(diagnosis.answer, "", {}), env);
  return exit_code_of(look);
}

Result<> save_snapshot(const signals::Snapshot& snapshot, const std::string& path) {
  if (path.empty()) return {};
  return write_file_atomically(path, signals::write_snapshot(snapshot), 0644);
}

/// Members that could not be asked: named, and part of the exit code, although the others' data gave an answer.
std::vector<Error> troubles_of(const ops::RcaReport& report) {
  std::vector<Error> out;
  for (const auto& cluster : report.clusters) {
    if (cluster.error) out.push_back(Error(*cluster.error).with("cluster " + cluster.context));
  }
  for (const auto& member : report.members) {
    // What panel data would have told came from the pages of single apps; a warning says so.
    if (member.state == hub::MemberState::no_panel_data) continue;
    if (auto error = health_error(member)) out.push_back(std::move(*error));
  }
  return out;
}

Result<Look> look_at(const ops::RcaReport& report, const RcaOptions& options, const Env& env) {
  CTL_PASS(auto change, change_since(options.baseline, report.answer));
  const Case what{report.answer, report.snapshot, report.addresses, std::move(change)};
  CTL_PASS(auto look, look_at(what, report.timings, options, env));
  look.identity = gist_of(report, static_cast<std::size_t>(options.top));
  look.warnings = report.warnings;
  look.errors = troubles_of(report);
  return look;
}

/// The message is made now, because the report does not stay.
std::function<void()> telling(post::Receiver& receiver, const ops::RcaReport& report, const RcaOptions& options,
                              const Env& env) {
  auto message = post::message_of(report.answer, report.project, places_of(report.addresses, options));
  return [&receiver, &env, message = std::move(message)] { tell(receiver, message, env); };
}

Result<ExitCode> run_live(const RcaOptions& options, const Env& env) {
  CTL_PASS(auto request, rca_request(options, env));
  CTL_PASS(auto receiver, receiver_of(options.post, env));
  const auto connector = connector_for(env);
  const auto ask = [&]() -> Result<ops::RcaReport> {
    CTL_RUN(set_window(options, env, request.wanted));  // "1h" moves on with time
    return ops::run_rca(request, surroundings(env, *connector), env.surface.stop);
  };
  return watch(options.watch, env, [&]() -> Result<Look> {
    CTL_PASS(const auto report, ask_until_data(ask, options.wait_for_data, env));
    CTL_CHECK(save_snapshot(report.snapshot, options.snapshot_out), "--snapshot-out");
    CTL_PASS(auto look, look_at(report, options, env));
    if (receiver) look.afterwards = telling(*receiver, report, options, env);
    return look;
  });
}

Result<ExitCode> run(const RcaOptions& options, const Env& env) {
  CTL_RUN(check_rca(options, env.format));
  return options.snapshot.empty() ? run_live(options, env) : run_offline(options, env);
}

constexpr const char* rca_details =
    "Reads the aggregated project through the hub's Kubernetes API (or --coroot-url) and says what broke,"
    " in which cluster, why, with the numbers, what was ruled out and what is missing. The same data give"
    " the same answer. --snapshot analyses a file that --snapshot-out wrote, without any network. Members"
    " that do not answer are named (exit 3). A member's telemetry can go on while its API server is down:"
    " --context asks those servers, too. Without --hub it asks the current context. --record keeps what "
    "Coroot answered, without keys and passwords, and --replay answers from it again, byte for byte. "
    "Where Coroot has logs and traces of the suspects, the one message or span that began with the "
    "incident is quoted, without secrets; it decides nothing. -o html makes one page that needs nothing "
    "else: map, plots, timeline; it asks no server for anything, and with --embed-snapshot it can be "
    "analysed again. --baseline compares with an earlier answer: who is suspected and was not, who is not"
    " any more, who stays; --fail-on and the forms of pipelines then fail for what is new only. --post "
    "sends an incident to a receiver once for each state, and with --watch also that it is over; a Slack "
    "bot then changes the message that it posted. Runs that end and begin again, as of a CronJob, remember "
    "what they told in --post-state FILE; without it only PagerDuty and Alertmanager know an incident again. "
    "A receiver that does not answer is a warning and changes nothing else.";

constexpr const char* rca_examples =
    "corootctl rca --hub cluster-c --project prod-global --since 1h\n"
    "corootctl rca --hub cluster-c --context 'prod-*'\n"
    "corootctl rca --hub cluster-c --app checkout -o json\n"
    "corootctl rca --hub cluster-c --incident 5w70j19k\n"
    "corootctl rca --hub cluster-c --watch\n"
    "corootctl rca --hub cluster-c --record answers/ && corootctl rca --replay answers/\n"
    "corootctl rca --hub cluster-c --snapshot-out incident.json\n"
    "corootctl rca --snapshot incident.json -o markdown\n"
    "corootctl rca --snapshot incident.json --explain\n"
    "corootctl rca --hub cluster-c -o html --embed-snapshot >incident.html\n"
    "corootctl rca --snapshot incident.html\n"
    "# in a pipeline: exit 10 when a root cause is certain enough\n"
    "corootctl rca --hub cluster-c -o junit --fail-on medium > rca.xml\n"
    "# before and after a deploy: exit 10 when something is new\n"
    "corootctl rca --hub cluster-c -o json > before.json\n"
    "corootctl rca --hub cluster-c --baseline before.json --fail-on incident\n"
    "corootctl rca --hub cluster-c --watch --post @webhook --post-as slack\n"
    "corootctl rca --hub cluster-c --watch --post https://slack.com/api --post-as slack-bot --post-channel C024BE91L\n"
    "# every few minutes from a CronJob: each state once, and the end\n"
    "corootctl rca --hub cluster-c --post @webhook --post-as teams --post-state told.json";

}  // namespace

Command rca_command() {
  return verb<RcaOptions>(
      {.name = "rca",
       .summary = "Find the root cause of an incident across all linked clusters",
       .usage = "[--hub CONTEXT] [--context CONTEXT]... [--project NAME] [--since 1h] | --snapshot FILE | --replay DIR "
                "[flags]",
       .details = rca_details,
       .examples = rca_examples,
       .formats = "table|json|yaml|name|markdown|junit|sarif|github|gitlab|html"},
      declare_rca, run);
}

}  // namespace corootctl::cli
