#include "upkeep/uninstall/plan.hpp"

#include <algorithm>

#include "coroot/resource.hpp"
#include "kube/objects/deletion.hpp"
#include "kube/objects/managed_fields.hpp"

namespace corootctl::upkeep {
namespace {

using deploy::Action;
using deploy::Step;
using document::Value;

constexpr auto cluster_rights = "rbac.authorization.k8s.io";

Step removal(const UninstallLook& look, kube::ObjectRef ref, std::string why) {
  Step out;
  out.cluster = look.context;
  out.part = "delete " + ref.describe();
  out.object = std::move(ref);
  out.action = Action::remove;
  out.why = std::move(why);
  return out;
}

kube::ObjectRef resource_ref(const UninstallLook& look) {
  return {kube::resources::coroots(), look.installation->namespace_name, look.name};
}

/// One that is on its way out takes no more changes.
bool is_going(const UninstallLook& look) { return !kube::deletion_of(look.installation->resource).empty(); }

deploy::Plan freeing(const UninstallLook& look, const UninstallRequest& request) {
  deploy::Plan out;
  const bool any = std::any_of(look.claims.begin(), look.claims.end(), [](const auto& c) { return c.goes_with_it; });
  if (!look.installation || request.extent.data || !any || is_going(look)) return out;
  Step step{look.context, resource_ref(look), Action::apply, {}, "so that its data stay", "keep the volumes", {}};
  step.merge = [](const std::optional<Value>& live) -> Result<Value> {
    if (!live) return fail(ErrorKind::conflict, "it was deleted meanwhile");
    return retaining(*live);
  };
  out.known[step.object.describe()] = look.installation->resource;
  out.steps.push_back(std::move(step));
  return out;
}

deploy::Plan deleting(const UninstallLook& look) {
  deploy::Plan out;
  if (look.installation) out.steps.push_back(removal(look, resource_ref(look), "what was asked for"));
  return out;
}

/// Another Coroot of that name shares them (operator 6).
bool shares_cluster_roles(const UninstallLook& look) {
  return !look.sees_all || std::any_of(look.others.begin(), look.others.end(),
                                       [&](const auto& other) { return other.ends_with("/" + look.name); });
}

bool removes_operator(const UninstallLook& look) {
  return is_last(look) && std::any_of(look.parts.begin(), look.parts.end(),
                                      [](const auto& parts) { return parts.stays.empty() && !parts.objects.empty(); });
}

/// Nobody owns them (operator 14): the operator deletes them when it sees that the Coroot is gone, and may write them
/// once more while it does not.
void add_cluster_roles(const UninstallLook& look, deploy::Plan& out) {
  if (shares_cluster_roles(look)) return;
  const auto name = coroot::ObjectNames(look.name).cluster_agent();
  for (const auto& [kind, plural] :
       {std::pair{"ClusterRoleBinding", "clusterrolebindings"}, std::pair{"ClusterRole", "clusterroles"}})
    out.steps.push_back(removal(look, {{cluster_rights, "v1", kind, plural, false}, "", name}, "nobody owns it"));
}

deploy::Plan remains(const UninstallLook& look, const UninstallRequest& request) {
  deploy::Plan out;
  const auto& space = request.namespace_name;
  const auto add = [&](kube::ObjectRef ref, const char* why) {
    out.steps.push_back(removal(look, std::move(ref), why));
  };
  if (!removes_operator(look)) add_cluster_roles(look, out);
  if (request.extent.data) {
    for (const auto& claim : look.claims)
      add({kube::resources::persistent_volume_claims(), space, claim.name}, "--delete-data");
  }
  if (request.extent.keys) {
    for (const auto& secret : look.key_secrets) add({kube::resources::secrets(), space, secret}, "--delete-keys");
  }
  return out;
}

deploy::Plan without_operator(const UninstallLook& look, const UninstallRequest& request) {
  deploy::Plan out;
  if (!is_last(look)) return out;
  std::vector<kube::ObjectRef> records;
  for (const auto& parts : look.parts) {
    if (!parts.stays.empty()) continue;
    for (const auto& ref : parts.objects) out.steps.push_back(removal(look, ref, "no Coroot needs it any more"));
    records.insert(records.end(), parts.records.begin(), parts.records.end());
  }
  if (removes_operator(look)) add_cluster_roles(look, out);  // when nobody can write them any more
  if (request.extent.definition && look.has_definition)
    out.steps.push_back(removal(look, deploy::coroot_definition(), "--delete-crd"));
  for (const auto& ref : records) out.steps.push_back(removal(look, ref, "helm's record of what is gone now"));
  return out;
}

}  // namespace

Value retaining(const Value& live) {
  Value out = kube::owned_by(live, kube::field_manager);
  const auto& spec = live["spec"];
  out.make({"spec", "storage", "reclaimPolicy"}) = "Retain";
  const bool has_prometheus = !spec["externalPrometheus"].is_object() && !spec["storeMetricsInClickhouse"].as_bool();
  if (has_prometheus) out.make({"spec", "prometheus", "storage", "reclaimPolicy"}) = "Retain";
  if (!spec["externalClickhouse"].is_object()) {
    out.make({"spec", "clickhouse", "storage", "reclaimPolicy"}) = "Retain";
    out.make({"spec", "clickhouse", "keeper", "storage", "reclaimPolicy"}) = "Retain";
  }
  out.make({"metadata", "resourceVersion"}) = live.at({"metadata", "resourceVersion"});
  return out;
}

std::vector<UninstallPhase> plan_uninstall(const UninstallLook& look, const UninstallRequest& request) {
  return {{Stage::free_volumes, freeing(look, request)},
          {Stage::resource, deleting(look)},
          {Stage::remains, remains(look, request)},
          {Stage::its_operator, without_operator(look, request)}};
}

}  // namespace corootctl::upkeep
