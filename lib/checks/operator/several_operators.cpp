#include <fmt/core.h>

#include "base/text.hpp"
#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

void judge_several_operators(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::operators}, out)) {
    if (cluster->operators.size() < 2) continue;
    std::vector<std::string> objects;
    for (const auto& each : cluster->operators) objects.push_back(each.object);
    out.findings.push_back({Severity::error, cluster->context, join(objects, ", "),
                            fmt::format("{} operators work on the same resources", objects.size()), ""});
  }
}

}  // namespace

Check several_operators_check() {
  return {
      "CRT205",
      "several-operators",
      Severity::error,
      When::both,
      "One operator works in the cluster",
      "The operator has no leader election: two of them, in whatever namespaces, both act on every Coroot resource of "
      "the cluster and undo each other's writes when their versions differ.",
      "Keep one of them. Do not `helm uninstall` the other while the chart holds the definition: that deletes every "
      "Coroot resource. Scale it to 0 first.",
      judge_several_operators};
}

}  // namespace corootctl::checks
