#include <algorithm>

#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

void judge_definition_old(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::definition}, out)) {
    const auto& definition = cluster->definition;
    if (!definition.exists) --out.looked;
    if (!definition.exists || (definition.knows_remote && definition.knows_aggregate)) continue;
    const bool is_hub = facts.hub && facts.hub->context == cluster->context;
    const auto image = cluster->operators.empty() ? "" : " (operator " + cluster->operators.front().image + ")";
    out.findings.push_back(
        {is_hub ? Severity::error : Severity::info, cluster->context, "CustomResourceDefinition coroots.coroot.com",
         std::string("spec.projects[] has no ") + (definition.knows_remote ? "memberProjects" : "remoteCoroot") + image,
         ""});
  }
}

}  // namespace

Check definition_old_check() {
  return {
      "CRT204",
      "definition-old",
      Severity::error,
      When::both,
      "The definition knows several clusters",
      "An older definition has no remoteCoroot or memberProjects. A hub needs both: the API server refuses them, or "
      "drops them without a word. Members need neither.",
      "Upgrade the operator's chart together with its definition, on the hub at least.",
      judge_definition_old};
}

}  // namespace corootctl::checks
