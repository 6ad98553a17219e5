#include <fmt/core.h>

#include "base/text.hpp"
#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

std::string right_text(const Right& right) {
  const auto group = right.group.empty() ? "" : "." + right.group;
  const auto where = right.namespace_name.empty() ? std::string(" in the cluster") : " in " + right.namespace_name;
  return right.verb + " " + right.resource + group + where;
}

void judge_permissions(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::rights}, out)) {
    std::vector<std::pair<std::string, std::vector<std::string>>> missing;
    for (const auto& right : cluster->rights) {
      if (right.allowed) continue;
      if (missing.empty() || missing.back().first != right.purpose) missing.push_back({right.purpose, {}});
      missing.back().second.push_back(right_text(right));
    }
    for (const auto& [purpose, texts] : missing)
      out.findings.push_back(
          {Severity::error, cluster->context, purpose, "this user may not " + join_first(texts, 8), ""});
  }
}

}  // namespace

Check permissions_check() {
  return {"CRT103",
          "permissions",
          Severity::error,
          When::preflight,
          "This user may do what the verb needs",
          "The API server was asked, right by right, whether this user may write what install or link-clusters write. "
          "With one missing, the verb would stop in the middle.",
          "Ask for the rights that are named, or let somebody run the verb who has them: docs/permissions.md has the "
          "roles.",
          judge_permissions};
}

}  // namespace corootctl::checks
