#include "survey/rights.hpp"

namespace corootctl::survey {
namespace {

enum class Purpose { install, link };

struct Rule {
  Purpose purpose;
  const char* verb;
  const char* group;
  const char* version;
  const char* plural;
  bool in_namespace;
};

/// What the verbs write first of each kind: whoever lacks one of these stops half-way.
constexpr Rule rules[] = {{Purpose::install, "create", "", "v1", "namespaces", false},
                          {Purpose::install, "patch", "apiextensions.k8s.io", "v1", "customresourcedefinitions", false},
                          {Purpose::install, "patch", "rbac.authorization.k8s.io", "v1", "clusterroles", false},
                          {Purpose::install, "patch", "rbac.authorization.k8s.io", "v1", "clusterrolebindings", false},
                          {Purpose::install, "patch", "", "v1", "serviceaccounts", true},
                          {Purpose::install, "patch", "apps", "v1", "deployments", true},
                          {Purpose::install, "create", "", "v1", "secrets", true},
                          {Purpose::install, "patch", "coroot.com", "v1", "coroots", true},
                          {Purpose::install, "list", "", "v1", "pods", true},
                          {Purpose::link, "list", "coroot.com", "v1", "coroots", true},
                          {Purpose::link, "patch", "coroot.com", "v1", "coroots", true},
                          {Purpose::link, "get", "", "v1", "secrets", true},
                          {Purpose::link, "patch", "", "v1", "secrets", true},
                          {Purpose::link, "patch", "apps", "v1", "statefulsets", true},
                          {Purpose::link, "get", "", "v1", "services/proxy", true}};

std::string name_of(Purpose purpose) { return purpose == Purpose::install ? "install" : "link-clusters"; }

}  // namespace

Result<std::vector<checks::Right>> ask_rights(const kube::Reader& reader, const std::string& namespace_name,
                                              bool to_install, bool to_link, const Within& within) {
  std::vector<checks::Right> out;
  for (const auto& rule : rules) {
    if (!(rule.purpose == Purpose::install ? to_install : to_link)) continue;
    const kube::Resource resource{rule.group, rule.version, "", rule.plural, rule.in_namespace};
    const auto where = rule.in_namespace ? namespace_name : std::string();
    CTL_PASS(const bool allowed, reader.allowed(rule.verb, resource, where, within));
    out.push_back({name_of(rule.purpose), rule.verb, rule.plural, rule.group, where, allowed});
  }
  return out;
}

}  // namespace corootctl::survey
