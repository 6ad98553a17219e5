#include <map>

#include "base/text.hpp"
#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

void judge_same_cluster(const Facts& facts, Outcome& out) {
  if (facts.clusters.size() < 2) return;
  std::map<std::string, std::vector<std::string>> contexts;
  for (const auto* cluster : judged(facts, {parts::uid}, out)) contexts[cluster->uid].push_back(cluster->context);
  for (const auto& [uid, same] : contexts) {
    if (uid.empty() || same.size() < 2) continue;
    out.findings.push_back({Severity::error, "", "contexts " + join(same, ", "),
                            "these are one cluster (kube-system UID " + uid + ")", ""});
  }
}

}  // namespace

Check same_cluster_check() {
  return {"CRT108",
          "same-cluster",
          Severity::error,
          When::both,
          "Each context is another cluster",
          "Several contexts lead to the same API server, told by the UID of the namespace kube-system. Linked as two "
          "members, every app would be there twice, and writes would meet in one place.",
          "Name each cluster once.",
          judge_same_cluster};
}

}  // namespace corootctl::checks
