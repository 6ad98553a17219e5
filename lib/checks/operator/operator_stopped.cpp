#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

void judge_operator_stopped(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::operators}, out)) {
    if (cluster->operators.empty()) --out.looked;
    for (const auto& each : cluster->operators) {
      if (each.trouble.empty()) continue;
      out.findings.push_back(
          {Severity::error, cluster->context, each.object, each.trouble, each.hint.empty() ? "" : each.hint + "."});
    }
  }
}

}  // namespace

Check operator_stopped_check() {
  return {
      "CRT202",
      "operator-stopped",
      Severity::error,
      When::both,
      "The operator is at work",
      "The operator's Deployment is scaled to 0, being deleted or not ready. What is written into a Coroot resource "
      "has no effect before it works again.",
      "Bring it back: kubectl scale deployment coroot-operator --replicas=1, or look at why its pod does not start.",
      judge_operator_stopped};
}

}  // namespace corootctl::checks
