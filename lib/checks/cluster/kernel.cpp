#include <map>

#include "base/text.hpp"
#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

constexpr Version oldest_kernel{5, 1, 0};

void judge_kernel(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::nodes}, out)) {
    std::map<std::string, std::vector<std::string>> old;
    for (const auto& node : cluster->nodes) {
      const auto kernel = read_version(node.kernel);
      if (node.os == "linux" && kernel && *kernel < oldest_kernel) old[node.kernel].push_back(node.name);
    }
    for (const auto& [kernel, nodes] : old)
      out.findings.push_back({Severity::error, cluster->context, "Node " + join_first(nodes, 3),
                              "the kernel is " + kernel + ", and the node agent needs 5.1", ""});
  }
}

}  // namespace

Check kernel_check() {
  return {
      "CRT110",
      "kernel",
      Severity::error,
      When::both,
      "The nodes' kernels can run the agent",
      "Coroot's node agent needs Linux 5.1 or newer for its eBPF programs. On older nodes it does not start, and what "
      "runs there is missing from every picture.",
      "Give these nodes a newer kernel, or keep the agent away from them: spec.nodeAgent.nodeSelector.",
      judge_kernel};
}

}  // namespace corootctl::checks
