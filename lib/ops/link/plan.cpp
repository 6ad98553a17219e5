#include "ops/link/plan.hpp"

#include <algorithm>
#include <map>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "coroot/project_rules.hpp"
#include "coroot/resource.hpp"
#include "deploy/report.hpp"
#include "document/edit.hpp"
#include "kube/objects/managed_fields.hpp"

namespace corootctl::ops {
namespace {

using deploy::Action;
using document::List;
using document::Object;
using document::Value;

constexpr auto changed_keys = "corootctl.coroot.com/changed-keys";
constexpr auto restarted_for_keys = "corootctl.coroot.com/restarted-for-keys";

Result<> refuse_twice(std::map<std::string, std::string>& seen, const std::string& id, const std::string& name,
                      const char* text, const char* hint) {
  const auto [other, fresh] = seen.emplace(id, name);
  if (fresh) return {};
  return fail_with_hint(ErrorKind::usage, hint, "{} and {} {}", other->second, name, text);
}

std::string name_in(const Value& object) { return object.at({"metadata", "name"}).as_string(); }

coroot::RemoteProject remote_of(const LinkSettings& settings, const ReadMember& member) {
  return {member.asked.project,
          member.url,
          settings.tls_skip_verify || member.asked.tls_skip_verify,
          {settings.place.secret, member.asked.project},
          member.metric_resolution};
}

/// The hub's own project: as asked, else the only one with agents' keys it has.
Result<std::string> own_project(const std::string& asked, const std::optional<Value>& live) {
  if (!asked.empty() || !live) return asked;
  std::vector<std::string> own;
  for (const auto& project : live->at({"spec", "projects"}).as_list()) {
    if (coroot::kind_of(project) == coroot::ProjectKind::agents) own.push_back(project["name"].as_string());
  }
  if (own.size() <= 1) return own.empty() ? std::string() : own.front();
  return fail_with_hint(ErrorKind::usage, "choose one with --hub CONTEXT=PROJECT",
                        "the hub has several projects of its own: {}", join(own, ", "));
}

Result<> refuse_other_kind(const Value& resource, const std::string& name, coroot::ProjectKind wanted) {
  const Value* live = coroot::find_project(resource, name);
  if (live == nullptr || coroot::kind_of(*live) == wanted) return {};
  return fail(ErrorKind::invalid, "the hub has a project {} already, of kind {}", name,
              coroot::name_of(coroot::kind_of(*live)));
}

/// Members that are there stay, in their order; ours follow.
Value aggregate_with(const Value& resource, const std::string& name, const std::vector<std::string>& wanted) {
  std::vector<std::string> members;
  const Value* live = coroot::find_project(resource, name);
  if (live != nullptr) {
    for (const auto& member : (*live)["memberProjects"].as_list()) members.push_back(member.as_string());
  }
  for (const auto& member : wanted) {
    if (std::find(members.begin(), members.end(), member) == members.end()) members.push_back(member);
  }
  const auto planned = coroot::aggregate_project(name, members);
  return live == nullptr ? planned : document::merge(*live, planned);
}

Result<Value> fresh_resource(const LinkSettings& settings, const std::vector<ReadMember>& members,
                             const std::vector<std::string>& names) {
  auto parameters = template_parameters(settings.resource, settings.place.namespace_name);
  List remotes;
  for (const auto& member : members) {
    const auto remote = remote_of(settings, member);
    remotes.push_back(Object{{"name", remote.name},
                             {"url", remote.url},
                             {"tls_skip_verify", remote.tls_skip_verify ? Value(true) : Value()},
                             {"secret", remote.key.secret},
                             {"key", remote.key.key},
                             {"metric_resolution", remote.metric_resolution}});
  }
  auto& object = parameters.object();
  object.set("remotes", std::move(remotes));
  if (!settings.hub_project.empty()) object.set("project", settings.hub_project);
  const Value aggregate = Object{{"name", settings.aggregate}, {"members", List(names.begin(), names.end())}};
  object.set("aggregates", List{aggregate});
  return render_resource("hub.yaml", parameters, settings.resource);
}

Result<Value> extended_resource(const LinkSettings& settings, const std::vector<ReadMember>& members,
                                const std::vector<std::string>& names, const Value& live) {
  List projects = live.at({"spec", "projects"}).as_list();
  for (const auto& member : members) {
    CTL_RUN(refuse_other_kind(live, member.asked.project, coroot::ProjectKind::remote));
    const Value* before = coroot::find_project(live, member.asked.project);
    const auto planned = coroot::to_value(remote_of(settings, member));
    coroot::upsert_project(projects, before == nullptr ? planned : document::merge(*before, planned));
  }
  if (!settings.hub_project.empty() && coroot::find_project(live, settings.hub_project) == nullptr) {
    return fail_with_hint(ErrorKind::not_found,
                          "leave PROJECT= out of --hub, or name one of: " + join(coroot::project_names(live), ", "),
                          "the hub has no project {}", settings.hub_project);
  }
  CTL_RUN(refuse_other_kind(live, settings.aggregate, coroot::ProjectKind::aggregate));
  coroot::upsert_project(projects, aggregate_with(live, settings.aggregate, names));
  Value out = kube::owned_by(live, kube::field_manager);
  out.make({"spec", "projects"}) = std::move(projects);
  out.make({"metadata", "resourceVersion"}) = live.at({"metadata", "resourceVersion"});
  return out;
}

Result<> check_metric_resolution(const std::string& text) {
  if (coroot::is_valid_metric_resolution(text)) return {};
  return fail_with_hint(ErrorKind::usage, "write it like 15s, 1m or 1h: the member's refresh interval",
                        "--metric-resolution: '{}' is not a duration Coroot accepts", text);
}

}  // namespace

Result<> check_link_flags(const LinkSettings& settings, const std::string& hub_context,
                          const std::vector<LinkMember>& members) {
  if (!settings.metric_resolution.empty()) {
    CTL_RUN(check_metric_resolution(settings.metric_resolution));
  }
  if (members.empty())
    return fail_with_hint(ErrorKind::usage, "name them with --member CONTEXT=PROJECT[,URL]", "no members to link");
  CTL_CHECK(deploy::check_project_name(settings.aggregate), "--aggregate");
  if (!settings.hub_project.empty()) {
    CTL_CHECK(deploy::check_project_name(settings.hub_project), "--hub");
  }
  std::map<std::string, std::string> projects{{settings.aggregate, "--aggregate"}}, contexts{{hub_context, "--hub"}};
  if (!settings.hub_project.empty()) projects.emplace(settings.hub_project, "--hub");
  for (const auto& member : members) {
    CTL_CHECK(deploy::check_project_name(member.project), "--member");
    const auto flag = "--member " + member.cluster.context + "=" + member.project;
    CTL_RUN(refuse_twice(projects, member.project, flag, ("name the same project " + member.project).c_str(),
                         "give every project a name of its own"));
    CTL_RUN(refuse_twice(contexts, member.cluster.context, flag,
                         ("name the same cluster " + member.cluster.context).c_str(), "name each cluster once"));
  }
  return {};
}

Result<> check_link(const std::string& hub_context, const std::string& hub_uid,
                    const std::vector<ReadMember>& members) {
  std::map<std::string, std::string> uids{{hub_uid, "hub " + hub_context}}, urls;
  for (const auto& member : members) {
    const auto name = "member " + member.asked.cluster.context;
    CTL_RUN(
        refuse_twice(uids, member.uid, name, "are the same cluster (one kube-system UID)", "name each cluster once"));
    CTL_RUN(refuse_twice(urls, member.url, name, ("have the same URL " + member.url).c_str(),
                         "give each member its own URL"));
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!members[i].key.equals(members[j].key)) continue;
      return fail_with_hint(ErrorKind::invalid,
                            "let the operator make a key for each: remove the shared one from one of the Secrets",
                            "members {} and {} have the same key", members[j].asked.project, members[i].asked.project);
    }
  }
  return {};
}

std::string fingerprints(const std::vector<ReadMember>& members) {
  std::string out;
  for (const auto& member : members) out += deploy::fingerprint(member.key);
  return out;
}

bool has_changed_keys(const document::Value& secret, const std::vector<ReadMember>& members) {
  return secret.at({"metadata", "annotations", std::string_view(changed_keys)}).as_string() == fingerprints(members);
}

bool was_changed_last(const document::Value& secret, const ReadMember& member) {
  const auto& changed = secret.at({"metadata", "annotations", std::string_view(changed_keys)}).as_string();
  return changed.find(deploy::fingerprint(member.key)) != std::string::npos;
}

Value plan_secret(const HubPlace& place, const std::vector<ReadMember>& members, const std::optional<Value>& live) {
  Value out = live ? kube::owned_by(*live, kube::field_manager) : Value();
  out.make({"apiVersion"}) = "v1";
  out.make({"kind"}) = "Secret";
  out.make({"metadata", "name"}) = place.secret;
  out.make({"metadata", "namespace"}) = place.namespace_name;
  out.make({"metadata", "labels", "app.kubernetes.io/managed-by"}) = std::string(kube::field_manager);
  if (live) out.make({"metadata", "resourceVersion"}) = live->at({"metadata", "resourceVersion"});
  for (const auto& member : members) {
    auto key = base64_encode(member.key.reveal());
    const auto& before = live ? (*live)["data"][std::string_view(member.asked.project)].as_string() : std::string();
    if (!before.empty() && before != key) out.make({"metadata", "annotations", changed_keys}) = fingerprints(members);
    out.make({"data", member.asked.project}) = std::move(key);
  }
  return out;
}

std::vector<std::string> own_keys(const ReadHub& hub) {
  std::vector<std::string> out;
  if (!hub.secret) return out;
  const auto owned = kube::owned_by(*hub.secret, kube::field_manager);
  for (const auto& [name, value] : owned["data"].as_object()) out.push_back(name);
  return out;
}

bool has_own_key(const Value& project, const std::string& secret, const std::vector<std::string>& own) {
  const auto ref = coroot::remote_key_ref(project);
  return ref && ref->secret == secret && std::find(own.begin(), own.end(), ref->key) != own.end();
}

Value secret_without(const HubPlace& place, const std::vector<std::string>& keys, const std::optional<Value>& live) {
  auto out = plan_secret(place, {}, live);
  for (const auto& key : keys) out.make({"data"}).object().erase(key);
  return out;
}

Result<Value> plan_resource(const LinkSettings& settings, const std::vector<ReadMember>& members,
                            const std::optional<Value>& live) {
  CTL_PASS(const auto own, own_project(settings.hub_project, live));
  std::vector<std::string> names;
  for (const auto& member : members) names.push_back(member.asked.project);
  if (!own.empty()) names.push_back(own);
  CTL_PASS(auto out,
           live ? extended_resource(settings, members, names, *live) : fresh_resource(settings, members, names));
  names.push_back(settings.aggregate);
  CTL_RUN(coroot::refuse_misread(out, names, "the hub's project"));
  return out;
}

Result<deploy::Plan> plan_link(const LinkSettings& settings, const std::string& hub_context,
                               const std::vector<ReadMember>& members, const ReadHub& hub) {
  const auto live = hub.installation ? std::optional(hub.installation->resource) : std::nullopt;
  CTL_PASS(const auto resource, plan_resource(settings, members, live));
  const kube::ObjectRef coroot{kube::resources::coroots(), settings.place.namespace_name, name_in(resource)};
  const kube::ObjectRef secret{kube::resources::secrets(), settings.place.namespace_name, settings.place.secret};
  return deploy::Plan{
      {{hub_context, coroot, Action::check, resource, "nothing is written if it is refused", "", {}},
       {hub_context,
        secret,
        Action::apply,
        plan_secret(settings.place, members, hub.secret),
        "the members' keys, which the resource names",
        "",
        {}},
       {hub_context, coroot, Action::apply, resource, "the members' projects and the aggregate", "", {}}},
      {{coroot.describe(), live}, {secret.describe(), hub.secret}}};
}

deploy::Step plan_restart(const std::string& hub_context, const kube::ObjectRef& server,
                          const std::vector<ReadMember>& members) {
  const Object annotations{{restarted_for_keys, fingerprints(members)}};
  const Value object =
      Object{{"apiVersion", "apps/v1"},
             {"kind", "StatefulSet"},
             {"metadata", Object{{"name", server.name}, {"namespace", server.namespace_name}}},
             {"spec", Object{{"template", Object{{"metadata", Object{{"annotations", annotations}}}}}}}};
  return {hub_context, server, Action::apply, object, "the server reads keys at its start only", "", {}};
}

bool is_restarted_for(const Value& server, const std::vector<ReadMember>& members) {
  const auto& annotations = server.at({"spec", "template", "metadata", "annotations"});
  const auto& keys = annotations[std::string_view(restarted_for_keys)].as_string();
  return std::all_of(members.begin(), members.end(), [&](const ReadMember& member) {
    return keys.find(deploy::fingerprint(member.key)) != std::string::npos;
  });
}

std::string entry_outcome(const ReadHub& before, const Value& planned, const std::string& project) {
  const Value* after = coroot::find_project(planned, project);
  const Value* live = before.installation ? coroot::find_project(before.installation->resource, project) : nullptr;
  if (live == nullptr) return "created";
  return after != nullptr && *live == *after ? "unchanged" : "changed";
}

std::string key_outcome(const ReadHub& before, const ReadMember& member) {
  if (!before.secret) return "created";
  const auto& live = (*before.secret)["data"][std::string_view(member.asked.project)].as_string();
  if (live.empty()) return "created";
  return live == base64_encode(member.key.reveal()) ? "unchanged" : "changed";
}

}  // namespace corootctl::ops
