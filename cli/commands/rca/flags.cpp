#include "cli/commands/rca/flags.hpp"

#include <algorithm>

#include "base/time.hpp"
#include "cli/parse/flags.hpp"
#include "cli/parse/values.hpp"
#include "cli/shared/clusters.hpp"
#include "cli/shared/surroundings.hpp"

namespace corootctl::cli {
namespace {

/// The hub of the flags or the fleet file, and the members of that file that --member names.
Result<> set_hub(const HubOptions& options, const Env& env, const kube::Kubeconfig* config, ops::RcaRequest& request) {
  CTL_PASS(auto hub, choose_hub(options, env, config));
  request.access = std::move(hub.access);
  request.wanted.project = std::move(hub.project);
  if (hub.members.empty()) return {};
  CTL_PASS(request.clusters, clusters_of(hub.members, env));
  return {};
}

/// The hub, and the members whose API servers are asked. kubectl's habit: `--context` alone is where the command goes.
Result<> set_clusters(const RcaOptions& options, const Env& env, ops::RcaRequest& request) {
  CTL_RUN(check_fleet_choice(options.hub.fleet, {{"--context", !options.contexts.empty()},
                                                 {"--contexts-file", !options.contexts_file.empty()}}));
  CTL_PASS(const auto names, named_contexts(options.contexts, options.contexts_file));
  if (names.empty()) return set_hub(options.hub, env, nullptr, request);
  HubOptions hub = options.hub;
  CTL_PASS(const auto config, load_kubeconfig(env));
  CTL_PASS(request.clusters, select(config, names, env));
  const bool only_one = hub.coroot_url.empty() && hub.context.empty() && request.clusters.size() == 1;
  if (only_one) hub.context = request.clusters.front().context;
  CTL_RUN(set_hub(hub, env, &config, request));
  if (!request.access.hub) return {};
  std::erase_if(request.clusters, [&](const auto& each) { return each.context == request.access.hub->context; });
  return {};
}

}  // namespace

void declare_rca(CLI::App& app, RcaOptions& o) {
  declare_hub(app, o.hub, "--hub");
  list_flag(app, "--context", o.contexts, "CONTEXT", "member whose API server is asked too, name or glob, repeatable");
  text_flag(app, "--contexts-file", o.contexts_file, "FILE", "more such members, one name or glob per line");
  text_flag(
      app, "--since", o.since, "TIME",
      "1h, 30m ago, or 2025-01-31T09:30:00Z (default: two hours before the end; starts earlier if the incident did)");
  text_flag(app, "--until", o.until, "TIME", "end of the window, in the same forms (default: now)");
  text_flag(app, "--incident", o.incident, "INCIDENT", "key of one incident, which sets window and target");
  text_flag(app, "--app", o.app, "APP",
            "part of the id of the app to explain, with or without an alarm (default: all open incidents)");
  number_flag(app, "--top", o.top, 1, 1000, "candidates to show; -o json has all (default 3)");
  switch_flag(app, "--explain", o.explain, "every term of the scores of these candidates");
  choice_flag(app, "--fail-on", o.fail_on, "incident|root_cause|medium|high",
              "exit 10 when the answer is at least this");
  text_flag(app, "--snapshot", o.snapshot, "FILE", "analyse this file or page (- = stdin) instead of a hub");
  switch_flag(app, "--embed-snapshot", o.embed_snapshot,
              "with -o html: put what was read into the page, for --snapshot PAGE");
  text_flag(app, "--snapshot-out", o.snapshot_out, "FILE", "keep what was read, for --snapshot");
  text_flag(app, "--record", o.record, "DIR", "keep every answer of Coroot in a new directory, without secrets");
  text_flag(app, "--replay", o.replay, "DIR", "answer from such a directory instead of a hub");
  text_flag(app, "--baseline", o.baseline, "FILE", "compare with this earlier answer (-o json) or snapshot");
  declare_watch(app, o.watch);
  span_flag(app, "--wait-for-data", o.wait_for_data, "after a deploy: wait that long until all members have data");
  switch_flag(app, "--timings", o.timings, "milliseconds of each stage, on stderr");
  declare_post(app, o.post);
  declare_timeouts(app, o.hub);
  declare_other_way(app, o.hub);
}

Result<> check_rca(const RcaOptions& o, Format format) {
  const bool live = !o.hub.context.empty() || !o.contexts.empty() || !o.contexts_file.empty() ||
                    !o.hub.coroot_url.empty() || !o.hub.fleet.file.empty();
  const bool snapshot = !o.snapshot.empty(), replay = !o.replay.empty(), record = !o.record.empty();
  // A file or a recording has nothing that could change or arrive.
  const bool moves = o.watch.on || record || o.wait_for_data.count() > 0;
  const bool window = !o.incident.empty() || !o.since.empty() || !o.until.empty();
  const std::string source = snapshot ? "--snapshot" : "--replay";
  const std::pair<bool, std::string> clashes[] = {
      {(snapshot || replay) && live,
       source + " cannot be used with --hub, --context, --contexts-file, --fleet or --coroot-url"},
      {(snapshot || replay) && moves, source + " cannot be used with --watch, --wait-for-data or --record"},
      {snapshot && replay, "--snapshot and --replay cannot be used together"},
      {!o.incident.empty() && !o.app.empty(), "--incident and --app cannot be used together"},
      {o.watch.on && (record || !o.snapshot_out.empty()),
       "--watch cannot be used with --record or --snapshot-out: each holds one answer"},
      {o.watch.on && format == Format::html, "--watch cannot be used with -o html: a page holds one answer"},
      {!o.baseline.empty() && format == Format::html, "--baseline cannot be used with -o html"},
      {o.embed_snapshot && format != Format::html, "--embed-snapshot goes with -o html; --snapshot-out writes a file"},
      {snapshot && !o.snapshot_out.empty(), "--snapshot and --snapshot-out cannot be used together"},
      {snapshot && window,
       "--snapshot cannot be used with --incident, --since or --until: its window was chosen when it was taken"}};
  for (const auto& [clash, what] : clashes) {
    if (clash) return fail(ErrorKind::usage, "{}", what);
  }
  return {};
}

Result<ops::RcaRequest> rca_request(const RcaOptions& options, const Env& env) {
  ops::RcaRequest request;
  auto& wanted = request.wanted;
  CTL_RUN(set_window(options, env, wanted));
  request.record_dir = options.record;
  request.replay_dir = options.replay;
  wanted.project = options.hub.project;
  if (options.replay.empty()) CTL_RUN(set_clusters(options, env, request));
  wanted.incident = options.incident;
  wanted.app = options.app;
  wanted.timeout = options.hub.timeout;
  wanted.member_timeout = options.hub.member_timeout;
  wanted.width = width_for(env, 8);
  return request;
}

Result<> set_window(const RcaOptions& options, const Env& env, collect::CollectRequest& wanted) {
  const auto now = now_ms(env.surface.clock);
  if (!options.since.empty()) {
    CTL_TRY(wanted.since_ms, parse_instant(options.since, now), "--since");
  }
  if (!options.until.empty()) {
    CTL_TRY(wanted.until_ms, parse_instant(options.until, now), "--until");
  }
  if (wanted.since_ms && *wanted.since_ms >= wanted.until_ms.value_or(now)) {
    return fail(ErrorKind::usage, "--since {} is not before {}", format_rfc3339(*wanted.since_ms),
                options.until.empty() ? std::string("now") : "--until " + format_rfc3339(*wanted.until_ms));
  }
  return {};
}

bool is_met(const std::string& fail_on, const rca::Answer& answer) {
  if (fail_on.empty() || answer.status == rca::Status::no_incident) return false;
  if (fail_on == "incident") return true;
  if (answer.status != rca::Status::root_cause || answer.candidates.empty()) return false;
  const auto confidence = answer.candidates.front().confidence;
  if (fail_on == "medium") return confidence != rca::Confidence::low;
  return fail_on == "root_cause" || confidence == rca::Confidence::high;
}

std::string subjects_of(const rca::Answer& answer, std::size_t top) {
  std::string out;
  for (std::size_t i = 0; i < std::min(top, answer.candidates.size()); ++i) out += answer.candidates[i].subject + "\n";
  return out;
}

}  // namespace corootctl::cli
