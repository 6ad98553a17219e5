#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

void judge_definition(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::definition}, out)) {
    const auto& definition = cluster->definition;
    if (definition.established) continue;
    out.findings.push_back({Severity::error, cluster->context, "CustomResourceDefinition coroots.coroot.com",
                            definition.exists ? "the API server does not serve it: it is not established"
                                              : "it does not exist, so the cluster knows no Coroot resources",
                            ""});
  }
}

}  // namespace

Check definition_check() {
  return {
      "CRT203",
      "definition",
      Severity::error,
      When::check,
      "The cluster knows Coroot resources",
      "The definition of the kind Coroot comes with the operator's chart. `helm uninstall` of the chart takes it away, "
      "and with it every Coroot resource of the cluster.",
      "Install the operator: corootctl install --operator-only --context CONTEXT. A definition that is there and not "
      "established says why in its conditions: kubectl get crd coroots.coroot.com -o yaml.",
      judge_definition};
}

}  // namespace corootctl::checks
