#include "cli/commands/keys/status.hpp"

#include "base/time.hpp"
#include "cli/commands/keys/view.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/clusters.hpp"
#include "cli/shared/fleet.hpp"
#include "cli/shared/surroundings.hpp"

namespace corootctl::cli {
namespace {

struct KeyStatusOptions {
  std::string hub{};
  std::vector<std::string> contexts{};
  FleetOptions fleet{};
  std::chrono::milliseconds timeout = std::chrono::seconds(15);
};

void declare_key_status(CLI::App& app, KeyStatusOptions& o) {
  text_flag(app, "--hub", o.hub, "CONTEXT", "the hub cluster");
  list_flag(app, "--context", o.contexts, "CONTEXT", "cluster of a member, name or glob, repeatable");
  span_flag(app, "--timeout", o.timeout, "limit for each cluster (default 15s)");
  declare_fleet_choice(app, o.fleet);
}

Result<> set_from_fleet(const KeyStatusOptions& options, const Env& env, links::KeyStatusRequest& request) {
  CTL_PASS(const auto fleet, load_fleet(options.fleet, env));
  std::vector<fleetfile::Cluster> clusters{fleet.hub};
  for (const auto& member : fleet.members)
    if (member.topology == fleetfile::Topology::remote) clusters.push_back(member);
  CTL_PASS(request.clusters, clusters_of(clusters, env));
  request.hub = std::move(request.clusters.front());
  request.clusters.erase(request.clusters.begin());
  request.namespace_name = fleet.namespace_name;
  return fleet::check_entries({request.hub});
}

Result<> set_from_flags(const KeyStatusOptions& options, const Env& env, links::KeyStatusRequest& request) {
  if (options.hub.empty())
    return fail_with_hint(ErrorKind::usage, "Add --hub CONTEXT, the cluster with the aggregated project.",
                          "no hub named");
  CTL_PASS(const auto config, load_kubeconfig(env));
  CTL_PASS(request.hub, select_one(config, options.hub, "--hub", env));
  CTL_PASS(request.clusters, select(config, options.contexts, env));
  std::erase_if(request.clusters, [&](const auto& cluster) { return cluster.context == request.hub.context; });
  request.namespace_name = coroot_namespace(env.globals);
  return {};
}

Result<ExitCode> run_key_status(const KeyStatusOptions& options, const Env& env) {
  CTL_RUN(
      check_fleet_choice(options.fleet, {{"--hub", !options.hub.empty()}, {"--context", !options.contexts.empty()}}));
  links::KeyStatusRequest request;
  CTL_RUN(options.fleet.file.empty() ? set_from_flags(options, env, request) : set_from_fleet(options, env, request));
  request.deadline = options.timeout;
  request.width = width_for(env, request.clusters.size() + 1);
  CTL_PASS(const auto report, ask_clusters(request.clusters.size() + 1, env, [&](const fleet::Surroundings& around) {
             return links::read_key_status(request, around, env.surface.stop);
           }));
  env.print(text_as(
      env.format, [&] { return keys_value(report, request.hub.context); },
      [&] { return names(report.members, &links::KeyStatus::project); },
      [&](bool wide) { return keys_text(report, now_ms(env.surface.clock), wide, env.style, env.columns()); }));
  for (const auto& key : report.members)
    if (key.error) env.complain(Error(*key.error).with("member " + key.project));
  return exit_code_of_links(outcomes_of(report.members));
}

}  // namespace

Command keys_status_command() {
  return verb<KeyStatusOptions>(
      {.name = "status",
       .summary = "Show the members' keys on both sides, and which the hub's server uses",
       .usage = "--hub CONTEXT [--context CONTEXT]... [flags]",
       .details =
           "One row a member of the hub: the fingerprint of the key that was made for the hub and of the hub's copy, "
           "whether the member accepts the copy, whether the hub's server was started with it, when the copy was "
           "written at the latest, and what a rotation that began waits for. Servers read keys at their start only. "
           "Without --context, or where a cluster does not answer, the member's side is not known. -o wide shows "
           "every key of the members' projects with its use. Keys are never shown. Exit 0: every copy fits; 3: some "
           "do not, or a cluster did not answer; 8: a key is missing, or the hub's server has not been restarted for "
           "it.",
       .examples = "corootctl keys status --hub cluster-c --context cluster-a --context cluster-b\n"
                   "corootctl keys status --fleet corootctl.yaml -o wide",
       .formats = "table|wide|json|yaml|name"},
      declare_key_status, run_key_status);
}

}  // namespace corootctl::cli
