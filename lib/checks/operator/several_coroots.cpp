#include <fmt/core.h>

#include <map>

#include "base/text.hpp"
#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

void judge_names_of(const Cluster& cluster, Outcome& out) {
  std::map<std::string, std::vector<std::string>> namespaces;
  for (const auto& installation : cluster.installations)
    namespaces[installation.name].push_back(installation.namespace_name);
  for (const auto& [name, spaces] : namespaces) {
    if (spaces.size() < 2) continue;
    out.findings.push_back({Severity::error, cluster.context, "Coroot " + name + " in " + join(spaces, ", "),
                            "they share one ClusterRoleBinding, and only the first one's cluster agent has rights",
                            "Give one of them another name: its objects are named after it."});
  }
}

void judge_several_coroots(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::installations}, out)) {
    if (cluster->installations.size() < 2) continue;
    judge_names_of(*cluster, out);
    std::vector<std::string> objects;
    for (const auto& installation : cluster->installations) objects.push_back(object_of(installation));
    out.findings.push_back({Severity::warning, cluster->context, join(objects, ", "),
                            fmt::format("{} Coroots run an agent each on every node", objects.size()), ""});
  }
}

}  // namespace

Check several_coroots_check() {
  return {
      "CRT210",
      "several-coroots",
      Severity::warning,
      When::both,
      "One Coroot runs in the cluster",
      "Every Coroot resource has node agents of its own: two privileged ones on each node, everything measured twice. "
      "Two resources of one name also share a ClusterRoleBinding, which stays with the first one's namespace.",
      "Keep one Coroot a cluster; several teams can have several projects in it.",
      judge_several_coroots};
}

}  // namespace corootctl::checks
