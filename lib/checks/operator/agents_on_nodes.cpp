#include <fmt/core.h>

#include <algorithm>

#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

std::int64_t linux_nodes(const Cluster& cluster) {
  return std::count_if(cluster.nodes.begin(), cluster.nodes.end(),
                       [](const Node& node) { return node.os.empty() || node.os == "linux"; });
}

void judge_agents_on_nodes(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::installations, parts::components, parts::nodes}, out)) {
    if (cluster->installations.empty()) --out.looked;
    for (const auto& installation : cluster->installations) {
      for (const auto& component : installation.components) {
        const auto nodes = linux_nodes(*cluster);
        if (component.name != "node-agent" || !component.found || component.pods_wanted >= nodes) continue;
        out.findings.push_back({Severity::warning, cluster->context, component.object,
                                fmt::format("node agents are wanted on {} of {} nodes", component.pods_wanted, nodes),
                                ""});
      }
    }
  }
}

}  // namespace

Check agents_on_nodes_check() {
  return {
      "CRT209",
      "agents-on-nodes",
      Severity::warning,
      When::check,
      "A node agent is wanted on every node",
      "Apps on nodes without an agent have no metrics, no calls and no logs. They look as if they did not exist, and "
      "no root cause is found there.",
      "Look at spec.nodeAgent.nodeSelector, affinity and tolerations of the Coroot resource. By default the agent "
      "tolerates every taint.",
      judge_agents_on_nodes};
}

}  // namespace corootctl::checks
