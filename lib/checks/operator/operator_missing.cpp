#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

void judge_operator_missing(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::operators}, out)) {
    if (!cluster->operators.empty()) continue;
    out.findings.push_back({Severity::error, cluster->context, "operator", "no Coroot operator is installed", ""});
  }
}

}  // namespace

Check operator_missing_check() {
  return {"CRT201",
          "operator-missing",
          Severity::error,
          When::check,
          "The operator is installed",
          "Nothing in the cluster acts on a Coroot resource: what runs goes on, and no change of it has an effect.",
          "Install it: corootctl install --operator-only --context CONTEXT, or through your GitOps tool.",
          judge_operator_missing};
}

}  // namespace corootctl::checks
