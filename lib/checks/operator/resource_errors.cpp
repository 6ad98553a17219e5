#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

void judge_resource_errors(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::installations}, out)) {
    if (cluster->installations.empty()) --out.looked;
    for (const auto& installation : cluster->installations) {
      for (std::size_t i = 0; i < installation.errors.size(); ++i) {
        const auto field = i < installation.error_fields.size() ? installation.error_fields[i] : std::string();
        out.findings.push_back({Severity::error, cluster->context,
                                object_of(installation) + (field.empty() ? "" : ", " + field), installation.errors[i],
                                ""});
      }
    }
  }
}

}  // namespace

Check resource_errors_check() {
  return {
      "CRT207",
      "resource-errors",
      Severity::error,
      When::check,
      "The operator takes the whole resource",
      "The operator left a part of the resource out and went on without it: the resource is Misconfigured. A remote "
      "project whose key cannot be read loses its address, and the hub's server does not start again.",
      "Mend the field that is named: mostly a Secret or a key in it that does not exist. The operator looks again "
      "after a minute.",
      judge_resource_errors};
}

}  // namespace corootctl::checks
