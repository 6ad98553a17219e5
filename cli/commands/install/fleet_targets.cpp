#include "cli/commands/install/fleet_targets.hpp"

#include <algorithm>

namespace corootctl::cli {
namespace {

using fleetfile::Cluster;
using fleetfile::Fleet;

/// Flags that say what the file says.
Result<> check_alone(const InstallOptions& o) {
  const bool has_resource = o.resource.settings != deploy::ResourceSettings() || !o.resource.value_files.empty();
  CTL_RUN(check_fleet_choice(o.fleet, {{"--context", !o.contexts.empty()},
                                       {"--contexts-file", !o.contexts_file.empty()},
                                       {"--current-context", o.current_context},
                                       {"--project", !o.project.empty()},
                                       {"--operator-only", o.operator_only},
                                       {"--resource-only", o.resource_only}}));
  auto helm_only = deploy::OperatorSource();
  helm_only.helm = o.source.helm;
  const char* heading = has_resource ? "Coroot resource" : o.source != helm_only ? "Operator" : nullptr;
  if (heading == nullptr) return {};
  return fail_with_hint(ErrorKind::usage, "Write it into the file; --helm PROGRAM alone may stay.",
                        "--fleet cannot be used with flags under \"{}\"", heading);
}

/// Why nothing is installed there; "" = it is.
std::string reason_to_skip(const Cluster& member) {
  if (member.safety == fleetfile::Safety::readonly) return "is readonly in the fleet file";
  if (member.topology == fleetfile::Topology::agents) return "has topology agents: `corootctl apply` brings its agents";
  return "";
}

Result<std::vector<Cluster>> wanted_members(const Fleet& fleet, const FleetOptions& options, const Env& env) {
  std::vector<Cluster> out;
  for (const auto& member : fleet.members) {
    if (const auto reason = reason_to_skip(member); reason.empty()) {
      out.push_back(member);
    } else {
      const auto& named = options.members;
      if (std::find(named.begin(), named.end(), member.name) != named.end()) CTL_RUN(check_writable(member));
      env.talk.warn(fmt::format("{} is left out: it {}", member.name, reason));
    }
  }
  return out;
}

ops::InstallTarget target_of(const Cluster& cluster, fleet::ClusterRef ref, bool is_hub, const InstallOptions& options,
                             const Env& env) {
  ops::InstallWants own{.operator_source = cluster.operator_source,
                        .settings = cluster.settings,
                        .operator_only = is_hub,
                        .resource_only = !cluster.brings_operator,
                        .kubeconfig = cluster.kubeconfig.empty() ? env.globals.kubeconfig : cluster.kubeconfig};
  own.operator_source.helm = options.source.helm;
  return {std::move(ref), is_hub ? "" : cluster.project, std::move(own)};
}

}  // namespace

Result<> set_fleet_targets(const InstallOptions& options, const Env& env, ops::InstallRequest& request) {
  CTL_RUN(check_alone(options));
  CTL_PASS(const auto fleet, load_fleet(options.fleet, env));
  CTL_PASS(auto clusters, wanted_members(fleet, options.fleet, env));
  const auto& hub = fleet.hub;
  const bool has_hub =
      options.fleet.members.empty() && hub.brings_operator && hub.safety != fleetfile::Safety::readonly;
  if (has_hub) clusters.push_back(hub);
  CTL_PASS(auto refs, clusters_of(clusters, env));
  CTL_RUN(fleet::check_entries(refs));
  for (std::size_t i = 0; i < clusters.size(); ++i)
    request.targets.push_back(
        target_of(clusters[i], std::move(refs[i]), has_hub && i + 1 == clusters.size(), options, env));
  request.namespace_name = fleet.namespace_name;
  if (!request.targets.empty()) return {};
  return fail_with_hint(ErrorKind::usage, "Choose other members, or change the fleet file.",
                        "no cluster is left to install in");
}

}  // namespace corootctl::cli
