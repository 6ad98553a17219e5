#include <fmt/core.h>

#include "base/text.hpp"
#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

void judge_node_ready(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::nodes}, out)) {
    std::vector<std::string> down;
    for (const auto& node : cluster->nodes) {
      if (!node.ready) down.push_back(node.name);
    }
    if (down.empty()) continue;
    out.findings.push_back({Severity::warning, cluster->context, "Node " + join_first(down, 3),
                            fmt::format("{} of {} nodes not ready", down.size(), cluster->nodes.size()), ""});
  }
}

}  // namespace

Check node_ready_check() {
  return {
      "CRT111",
      "node-ready",
      Severity::warning,
      When::both,
      "The nodes are ready",
      "No agent reports from a node that is not ready, and volumes that are bound to it keep Coroot's own pods from "
      "starting elsewhere.",
      "Look at it: kubectl describe node NAME.",
      judge_node_ready};
}

}  // namespace corootctl::checks
