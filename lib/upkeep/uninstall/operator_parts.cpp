#include "upkeep/uninstall/operator_parts.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "deploy/helm_records.hpp"
#include "deploy/plan.hpp"
#include "kube/objects/managed_fields.hpp"

namespace corootctl::upkeep {
namespace {

using document::Value;

/// The names are fixed in the chart.
constexpr auto chart_name = "coroot-operator";
constexpr auto rbac_group = "rbac.authorization.k8s.io";

bool stays_by_itself(const Value& object) {
  const auto& kind = object["kind"].as_string();
  return kind == "CustomResourceDefinition" || kind == "Namespace" ||
         object.at({"metadata", "annotations", "helm.sh/resource-policy"}).as_string() == "keep";
}

/// Where it lives; nullopt = its kind is not known any more, so it is gone.
Result<std::optional<kube::ObjectRef>> placed(const kube::Reader& reader, const Value& object,
                                              const std::string& namespace_name, const Within& within) {
  auto ref = deploy::ref_of_document(object);
  auto resource = reader.discover(ref.resource.api_version(), ref.resource.kind, within);
  if (!resource && resource.error().kind == ErrorKind::not_found) return std::nullopt;
  if (!resource) return tl::unexpected(std::move(resource.error()));
  ref.resource = std::move(*resource);
  if (ref.resource.namespaced && ref.namespace_name.empty()) ref.namespace_name = namespace_name;
  if (!ref.resource.namespaced) ref.namespace_name.clear();
  return ref;
}

/// `records`: of one release, oldest first.
Result<OperatorParts> parts_of_release(const kube::Reader& reader, const std::vector<deploy::HelmRecord>& records,
                                       const Within& within) {
  OperatorParts out;
  const auto& newest = records.back();
  const auto& namespace_name = newest.namespace_name;
  out.what = "helm release " + namespace_name + "/" + newest.release;
  if (!newest.ours) {
    out.stays = "somebody else brought it";
    return out;
  }
  CTL_PASS(const auto content, deploy::unpack(newest));
  for (auto object = content.objects.rbegin(); object != content.objects.rend(); ++object) {
    if (stays_by_itself(*object)) continue;
    CTL_PASS(auto ref, placed(reader, *object, namespace_name, within));
    if (ref) out.objects.push_back(std::move(*ref));
  }
  for (const auto& record : records) out.records.push_back({kube::resources::secrets(), namespace_name, record.secret});
  if (!content.hooks_at_delete.empty())
    out.notes.push_back("hooks of the chart are not run: " + join(content.hooks_at_delete, ", "));
  return out;
}

bool is_ours(const Value& object) { return kube::last_applied_at(object, kube::field_manager).has_value(); }

/// Applied from manifests. The Deployment is the last to go, since a repeat finds the rest by it.
Result<OperatorParts> parts_of_manifests(const kube::Reader& reader, const deploy::Operator& found,
                                         const Within& within) {
  OperatorParts out;
  out.what = found.describe();
  if (!is_ours(found.deployment)) {
    out.stays = "somebody else brought it";
    return out;
  }
  const auto& space = found.namespace_name;
  const kube::Resource bindings{rbac_group, "v1", "ClusterRoleBinding", "clusterrolebindings", false},
      roles{rbac_group, "v1", "ClusterRole", "clusterroles", false},
      local_bindings{rbac_group, "v1", "RoleBinding", "rolebindings", true},
      local_roles{rbac_group, "v1", "Role", "roles", true},
      accounts{"", "v1", "ServiceAccount", "serviceaccounts", true};
  const auto secrets = std::string(chart_name) + "-secrets";
  for (const auto& ref : std::vector<kube::ObjectRef>{{bindings, "", chart_name},
                                                      {roles, "", chart_name},
                                                      {local_bindings, space, secrets},
                                                      {local_roles, space, secrets},
                                                      {accounts, space, chart_name}}) {
    CTL_PASS(const auto live, reader.find(ref, within));
    if (live && is_ours(*live)) out.objects.push_back(ref);
  }
  out.objects.push_back(found.ref());
  return out;
}

}  // namespace

Result<std::vector<OperatorParts>> operator_parts(const kube::Reader& reader, const deploy::Operators& found,
                                                  const std::string& namespace_name, const Within& within) {
  std::vector<OperatorParts> out;
  for (const auto& each : found.found) {
    if (each.release.empty()) {
      CTL_PASS(auto parts, parts_of_manifests(reader, each, within));
      out.push_back(std::move(parts));
      continue;
    }
    CTL_PASS(const auto records, deploy::helm_records(reader, each.namespace_name, each.release, within));
    if (records.empty()) {
      out.push_back({each.describe(), {}, {}, "helm has no record of its release", {}});
      continue;
    }
    CTL_PASS(auto parts, parts_of_release(reader, records, within));
    out.push_back(std::move(parts));
  }
  if (!out.empty()) return out;
  CTL_PASS(const auto left, deploy::releases_of_ours(reader, namespace_name, within));
  for (const auto& records : left) {
    CTL_PASS(auto parts, parts_of_release(reader, records, within));
    out.push_back(std::move(parts));
  }
  return out;
}

}  // namespace corootctl::upkeep
