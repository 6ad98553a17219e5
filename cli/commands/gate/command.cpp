#include <algorithm>

#include "cli/commands/all.hpp"
#include "cli/commands/gate/flags.hpp"
#include "cli/output/failure.hpp"
#include "cli/output/health.hpp"
#include "cli/output/pipelines.hpp"
#include "cli/shared/surroundings.hpp"
#include "document/json.hpp"
#include "ops/rca/offline.hpp"
#include "report/gate_forms.hpp"

namespace corootctl::cli {
namespace {

std::string text_of(const rca::GateAnswer& answer, const coroot::Addresses& addresses, const Env& env) {
  if (is_for_pipelines(env.format)) {
    const auto address = [&](const std::string& app) { return coroot::address_of_app(addresses, app); };
    return pipeline_text(report::findings_of(answer, address), env.format);
  }
  switch (env.format) {
    case Format::json: return document::to_json(report::to_value(answer), -1, document::Digits::six) + "\n";
    case Format::yaml: return structured(report::to_value(answer), Format::yaml);
    case Format::markdown: return report::to_markdown(answer);
    case Format::name: return rca::to_string(answer.verdict) + "\n";
    default: return report::to_text(answer);
  }
}

/// Members whose data are missing may hold a caller that fails.
bool is_complete(const ops::GateReport& report) {
  return std::none_of(report.members.begin(), report.members.end(),
                      [](const auto& member) { return health_error(member).has_value(); });
}

void say_doubts(const ops::GateReport& report, const Env& env) {
  for (const auto& warning : report.warnings) env.talk.warn(warning);
  for (const auto& member : report.members) {
    if (const auto error = health_error(member)) env.talk.line(error_text(*error, env.style));
  }
}

Result<rca::GateAnswer> judge_file(const GateOptions& options, rca::GateQuestion question) {
  CTL_PASS(const auto snapshot, ops::read_snapshot(options.snapshot, options.app));
  if (!snapshot.target) {
    return fail_with_hint(ErrorKind::usage, "Name it: --app checkout.", "{} does not say which app is meant",
                          options.snapshot);
  }
  question.app = *snapshot.target;
  return rca::judge_release(snapshot, question);
}

Result<ExitCode> run(const GateOptions& options, const Env& env) {
  CTL_RUN(check_gate(options));
  CTL_PASS(const auto question, gate_question(options, env));
  if (!options.snapshot.empty()) {
    CTL_PASS(const auto answer, judge_file(options, question));
    env.print(text_of(answer, {}, env));
    return exit_code_of_gate(answer.verdict, true);
  }
  CTL_PASS(auto request, gate_request(options, question, env));
  CTL_PASS(const auto report,
           ask_clusters(1, env, [&](const auto& around) { return run_gate(request, around, env.surface.stop); }));
  env.print(text_of(report.answer, report.addresses, env));
  say_doubts(report, env);
  return exit_code_of_gate(report.answer.verdict, is_complete(report));
}

}  // namespace

Command gate_command() {
  return verb<GateOptions>(
      {.name = "gate",
       .summary = "Say whether a release did harm, for pipelines",
       .usage =
           "--app APP [--since deploy|TIME] [--for 10m] [--hub CONTEXT] [--project NAME] | --snapshot FILE [flags]",
       .details =
           "Compares the hour before the release with the time since: errors and latency of the app, what its callers "
           "see of it and their own errors, its calls, its pods' restarts and readiness. It waits until there is "
           "enough to say. `harm` (exit 10) comes as soon as something certainly got worse by more than is allowed and "
           "nothing else explains it; `no_harm` (exit 0) needs the whole time of --for; `not_enough_data` (exit 8) is "
           "everything else, with what is missing.\n\n"
           "--since deploy takes the app's newest deploy of the last 30 minutes, and waits for one. A pipeline that "
           "knows when it released says so: --since 2025-01-31T09:30:00Z.",
       .examples = "corootctl gate --hub cluster-c --app checkout --for 10m\n"
                   "corootctl gate --hub cluster-c --app checkout --since 2025-01-31T09:30:00Z -o junit > gate.xml\n"
                   "corootctl gate --hub cluster-c --app checkout --max-latency-rise 50 --max-error-rise 2\n"
                   "corootctl gate --snapshot incident.json --app checkout -o markdown",
       .formats = "table|json|yaml|name|markdown|junit|sarif|github|gitlab"},
      declare_gate, run);
}

}  // namespace corootctl::cli
