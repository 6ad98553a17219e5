#include <fmt/core.h>

#include <map>

#include "base/text.hpp"
#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

std::string right_text(const Right& right) {
  const auto group = right.group.empty() ? "" : "." + right.group;
  const auto named = right.name.empty() ? "" : " named " + right.name;
  const auto where = right.namespace_name.empty() ? std::string(" in the cluster") : " in " + right.namespace_name;
  return right.verb + " " + right.resource + group + named + where;
}

/// Those of one verb that stand under one condition.
using Missing = std::map<std::pair<std::string, std::string>, std::vector<std::string>>;

Missing missing_of(const Cluster& cluster) {
  Missing out;
  for (const auto& right : cluster.rights)
    if (!right.allowed) out[{right.purpose, right.when}].push_back(right_text(right));
  return out;
}

void judge_permissions(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::rights}, out)) {
    for (const auto& [what, texts] : missing_of(*cluster)) {
      const auto& [purpose, when] = what;
      const auto only = when.empty() ? "" : " (needed only when " + when + ")";
      const auto roles =
          fmt::format("`corootctl rbac {} -n {} -o yaml` prints the role.", purpose, cluster->space.name);
      out.findings.push_back({when.empty() ? Severity::error : Severity::warning, cluster->context, purpose,
                              "this user may not " + join_first(texts, 8) + only, roles});
    }
  }
}

}  // namespace

Check permissions_check() {
  return {
      "CRT103",
      "permissions",
      Severity::error,
      When::preflight,
      "This user may do what the verb needs",
      "The API server was asked, right by right, for what `corootctl rbac` prints for install and link-clusters. With "
      "one missing, the verb would stop in the middle. A right that only some cases need is a warning that names "
      "the case.",
      "Ask for the rights that are named, or let somebody run the verb who has them: docs/permissions.md has the "
      "roles.",
      judge_permissions};
}

}  // namespace corootctl::checks
