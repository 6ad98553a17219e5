#include <fmt/core.h>

#include <map>

#include "base/text.hpp"
#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

constexpr int allowed_minors_behind = 3;

std::string skew_text(const Version& server, const Version& kubelet) {
  if (kubelet.major == server.major && kubelet.minor > server.minor) return "newer than the API server";
  if (kubelet.major == server.major && server.minor - kubelet.minor > allowed_minors_behind)
    return fmt::format("{} minor versions behind the API server, and 3 are supported", server.minor - kubelet.minor);
  return "";
}

void judge_version_skew(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::nodes}, out)) {
    const auto server = read_version(cluster->version);
    std::map<std::string, std::vector<std::string>> apart;
    for (const auto& node : cluster->nodes) {
      const auto kubelet = read_version(node.kubelet);
      if (!server || !kubelet) continue;
      const auto text = skew_text(*server, *kubelet);
      if (!text.empty())
        apart[fmt::format("kubelet {} is {} ({})", node.kubelet, text, cluster->version)].push_back(node.name);
    }
    for (const auto& [text, nodes] : apart)
      out.findings.push_back({Severity::warning, cluster->context, "Node " + join_first(nodes, 3), text, ""});
  }
}

}  // namespace

Check version_skew_check() {
  return {"CRT102",
          "version-skew",
          Severity::warning,
          When::both,
          "Nodes and API server fit together",
          "Kubernetes supports kubelets up to three minor versions older than the API server, and none that are newer. "
          "Outside of that, pods of the agents may not start or not be reported as they are.",
          "Upgrade the API server first, then the nodes that are named.",
          judge_version_skew};
}

}  // namespace corootctl::checks
