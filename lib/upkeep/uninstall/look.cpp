#include "upkeep/uninstall/look.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "coroot/resource.hpp"
#include "deploy/installations.hpp"
#include "kube/objects/deletion.hpp"

namespace corootctl::upkeep {
namespace {

using coroot::ProjectKind;
using document::Value;

std::string text_of(const deploy::Installation& each) { return each.namespace_name + "/" + each.name; }

/// The one that is meant; nullopt when it is gone.
Result<std::optional<deploy::Installation>> chosen(const std::vector<deploy::Installation>& all,
                                                   const UninstallRequest& request) {
  std::vector<deploy::Installation> here;
  for (const auto& each : all) {
    const bool is_named = request.resource_name.empty() || each.name == request.resource_name;
    if (each.namespace_name == request.namespace_name && is_named) here.push_back(each);
  }
  if (here.empty()) return std::nullopt;
  if (here.size() == 1) return std::move(here.front());
  std::vector<std::string> names;
  for (const auto& each : here) names.push_back(each.name);
  return fail_with_hint(ErrorKind::usage, "Say which one with --name.", "namespace {} has several Coroots: {}",
                        request.namespace_name, join(names, ", "));
}

/// By the operator's labels, so that they are found when the resource is gone, too.
Result<std::vector<Claim>> claims_of(const kube::Reader& reader, const UninstallLook& look,
                                     const std::string& namespace_name, const Within& within) {
  const auto selector = "app.kubernetes.io/managed-by=coroot-operator,app.kubernetes.io/part-of=" + look.name;
  CTL_TRY(const auto items, reader.list(kube::resources::persistent_volume_claims(), namespace_name, selector, within),
          "list volumes");
  const auto uid = look.installation ? look.installation->resource.at({"metadata", "uid"}).as_string() : "";
  std::vector<Claim> out;
  for (const auto& item : items) {
    Claim claim{item.at({"metadata", "name"}).as_string(),
                item.at({"spec", "resources", "requests", "storage"}).as_string(), false};
    for (const auto& owner : item.at({"metadata", "ownerReferences"}).as_list())
      claim.goes_with_it = claim.goes_with_it || (!uid.empty() && owner["uid"].as_string() == uid);
    out.push_back(std::move(claim));
  }
  return out;
}

void add_once(std::vector<std::string>& into, const std::string& name) {
  if (!name.empty() && std::find(into.begin(), into.end(), name) == into.end()) into.push_back(name);
}

/// Of the keys that the operator made, and the members' keys of a hub; without a resource the names that install and
/// link-clusters use.
std::vector<std::string> key_secrets_of(const UninstallLook& look) {
  std::vector<std::string> out;
  if (!look.installation)
    return {"coroot", std::string(coroot::members_secret), coroot::ObjectNames(look.name).service_accounts()};
  for (const auto& ref : coroot::made_key_refs(look.installation->resource)) add_once(out, ref.secret);
  for (const auto& project : look.installation->resource.at({"spec", "projects"}).as_list()) {
    if (const auto ref = coroot::remote_key_ref(project)) add_once(out, ref->secret);
  }
  add_once(out, look.installation->resource.at({"spec", "apiKeySecret", "name"}).as_string());
  return out;
}

std::vector<std::string> projects_of_kind(const Value& resource, ProjectKind kind) {
  std::vector<std::string> out;
  for (const auto& project : resource.at({"spec", "projects"}).as_list())
    if (coroot::kind_of(project) == kind) out.push_back(project["name"].as_string());
  return out;
}

Result<> check_project(const UninstallLook& look, const std::string& wanted) {
  if (!look.installation || wanted.empty()) return {};
  const auto names = coroot::project_names(look.installation->resource);
  if (std::find(names.begin(), names.end(), wanted) != names.end() || wanted == name_to_type(look)) return {};
  return fail_with_hint(ErrorKind::usage, "Look at `corootctl status --context " + look.context + "`.",
                        "Coroot {} has no project {}, but {}", text_of(*look.installation), wanted,
                        names.empty() ? "none at all" : join(names, ", "));
}

Result<> refuse_linked_hub(const UninstallLook& look) {
  const auto remote = projects_of_kind(look.installation->resource, ProjectKind::remote);
  if (remote.empty()) return {};
  std::string flags;
  for (const auto& name : remote) flags += " --member " + name;
  return fail_with_hint(
      ErrorKind::conflict,
      "Run `corootctl unlink-clusters --hub " + look.context + flags + "` first, or say --even-linked.",
      "Coroot {} is a hub that reads {}", text_of(*look.installation), join_first(remote, 5));
}

/// Data can be kept only by the operator: it takes itself off a volume's owners when the resource says Retain.
Result<> check_can_keep(const UninstallLook& look) {
  const bool any = std::any_of(look.claims.begin(), look.claims.end(), [](const auto& c) { return c.goes_with_it; });
  if (!any || !kube::deletion_of(look.installation->resource).empty()) return {};
  const auto* hint = "Bring the operator back to work, or give the data up with --delete-data.";
  if (look.operators.found.empty()) {
    if (!look.operators.everywhere) return {};
    return fail_with_hint(ErrorKind::failed, hint, "no operator is there that could set the volumes free");
  }
  auto working = deploy::check_at_work(look.operators.found.front());
  if (working) return {};
  return tl::unexpected(std::move(working.error()).advise(hint));
}

std::vector<std::string> claim_texts(const UninstallLook& look) {
  std::vector<std::string> out;
  for (const auto& claim : look.claims) out.push_back(claim.name + (claim.size.empty() ? "" : " (" + claim.size + ")"));
  return out;
}

/// Either list gets what the line says.
void sort_out(Farewell& out, bool goes, std::string text) { (goes ? out.lost : out.kept).push_back(std::move(text)); }

void tell_operator(const UninstallLook& look, Farewell& out) {
  for (const auto& parts : look.parts) {
    const auto why = !parts.stays.empty()   ? parts.stays
                     : !look.others.empty() ? "Coroot " + join_first(look.others, 3) + " needs it"
                     : !look.sees_all       ? "other namespaces may not be read, so others may need it"
                                            : "";
    sort_out(out, why.empty(), why.empty() ? parts.what : parts.what + ": " + why);
    out.notes.insert(out.notes.end(), parts.notes.begin(), parts.notes.end());
  }
}

void tell_links(const UninstallLook& look, const UninstallRequest& request, Farewell& out) {
  if (!look.installation || request.hub) return;
  for (const auto& project : look.installation->resource.at({"spec", "projects"}).as_list()) {
    const bool is_own = coroot::kind_of(project) == ProjectKind::agents;
    if (is_own && project["apiKeys"].as_list().size() > 1) {
      out.notes.push_back("a hub may read project " + project["name"].as_string() +
                          ", which has a further key: name it with --hub to be sure that none does");
    }
  }
}

}  // namespace

std::string name_to_type(const UninstallLook& look) {
  if (!look.installation) return "";
  const auto own = projects_of_kind(look.installation->resource, ProjectKind::agents);
  if (!own.empty()) return own.front();
  const auto all = coroot::project_names(look.installation->resource);
  return all.empty() ? look.name : all.front();
}

Result<UninstallLook> look_at(const kube::Client& client, const UninstallTarget& target,
                              const UninstallRequest& request, const Within& within) {
  UninstallLook out;
  out.context = target.cluster.context;
  out.server = target.cluster.connection.cluster.server;
  auto uid = fleet::cluster_uid(client, within);
  if (!uid && (request.targets.size() > 1 || uid.error().kind != ErrorKind::unauthorized))
    return tl::unexpected(std::move(uid.error()));
  out.uid = uid.value_or("");
  CTL_PASS(const auto definition, client.find(deploy::coroot_definition(), within));
  out.has_definition = definition.has_value();
  CTL_PASS(const auto installations, deploy::find_readable_installations(client, within));
  out.sees_all = installations.only_in.empty();
  CTL_PASS(out.installation, chosen(installations.all, request));
  for (const auto& each : installations.all)
    if (!out.installation || text_of(each) != text_of(*out.installation)) out.others.push_back(text_of(each));
  out.name = out.installation ? out.installation->name : request.resource_name;
  if (out.name.empty()) out.name = "coroot";
  CTL_PASS(out.operators, deploy::find_operators(client, request.namespace_name, within));
  CTL_PASS(out.parts, operator_parts(client, out.operators, request.namespace_name, within));
  CTL_PASS(out.claims, claims_of(client, out, request.namespace_name, within));
  out.key_secrets = key_secrets_of(out);
  return out;
}

Result<> check_may_go(const UninstallLook& look, const UninstallTarget& target, const UninstallRequest& request) {
  CTL_RUN(check_project(look, target.project));
  if (request.extent.definition && !is_last(look)) {
    const auto who = look.others.empty() ? "Coroots in namespaces that this user may not read"
                                         : "Coroot " + join_first(look.others, 3);
    return fail_with_hint(ErrorKind::conflict, "Leave --delete-crd out: the definition does no harm.",
                          "deleting the definition deletes every Coroot of the cluster, and {} would go, too", who);
  }
  if (!look.installation) return {};
  if (!request.even_linked) CTL_RUN(refuse_linked_hub(look));
  return request.extent.data ? Result<>() : check_can_keep(look);
}

Result<> check_not_read(const UninstallLook& look, const std::vector<deploy::Installation>& hub,
                        const std::string& hub_context) {
  if (!look.installation) return {};
  for (const auto& name : projects_of_kind(look.installation->resource, ProjectKind::agents)) {
    for (const auto& each : hub) {
      const auto* entry = coroot::find_project(each.resource, name);
      if (entry == nullptr || coroot::kind_of(*entry) != ProjectKind::remote) continue;
      return fail_with_hint(ErrorKind::conflict,
                            fmt::format("Run `corootctl unlink-clusters --hub {} --member {}` first, or say "
                                        "--even-linked.",
                                        hub_context, name),
                            "the hub {} reads project {}", hub_context, name);
    }
  }
  return {};
}

Farewell farewell_of(const UninstallLook& look, const UninstallRequest& request) {
  Farewell out{look.context, look.server, "", name_to_type(look), {}, {}, {}};
  const auto& space = request.namespace_name;
  if (look.installation) {
    out.resource = text_of(*look.installation);
    const auto projects = coroot::project_names(look.installation->resource);
    out.lost.push_back("Coroot " + out.resource + " with project " + join(projects, ", "));
  }
  tell_operator(look, out);
  const auto claims = claim_texts(look);
  if (!claims.empty())
    sort_out(out, request.extent.data, (request.extent.data ? "all data, in " : "data, in ") + join(claims, ", "));
  if (look.installation && !look.key_secrets.empty())
    sort_out(out, request.extent.keys, "keys, in Secret " + space + "/" + join(look.key_secrets, ", "));
  if (look.has_definition) sort_out(out, request.extent.definition, deploy::coroot_definition().describe());
  out.kept.push_back("namespace " + space);
  tell_links(look, request, out);
  return out;
}

}  // namespace corootctl::upkeep
