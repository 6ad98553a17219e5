#include "converge/hub_plan.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "coroot/project_rules.hpp"
#include "coroot/resource.hpp"
#include "document/edit.hpp"
#include "fleetfile/resources.hpp"
#include "kube/objects/managed_fields.hpp"
#include "ops/link/plan.hpp"

namespace corootctl::converge {
namespace {

using deploy::Action;
using document::List;
using document::Value;

ops::HubPlace place_of(const fleetfile::Fleet& fleet) { return {fleet.namespace_name, fleet.secret}; }

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> names_in(const fleetfile::Fleet& fleet) {
  std::vector<std::string> out;
  for (const auto& member : fleet.members) out.push_back(member.project);
  if (!fleet.hub.project.empty()) out.push_back(fleet.hub.project);
  for (const auto& aggregate : fleet.aggregates) out.push_back(aggregate.name);
  return out;
}

/// Fills in what was read of a member, or what its live entry says; false when neither is there.
bool complete(fleetfile::Cluster& member, const std::vector<ops::ReadMember>& read, const Value& live) {
  if (member.topology == fleetfile::Topology::agents) return true;
  const auto found =
      std::find_if(read.begin(), read.end(), [&](const auto& each) { return each.asked.project == member.project; });
  if (found != read.end()) {
    member.url = found->url;
    if (member.metric_resolution.empty()) member.metric_resolution = found->metric_resolution;
    return true;
  }
  const Value* entry = coroot::find_project(live, member.project);
  if (entry == nullptr || coroot::kind_of(*entry) != coroot::ProjectKind::remote) return false;
  const auto& remote = (*entry)["remoteCoroot"];
  member.url = remote["url"].as_string();
  member.metric_resolution = remote["metricResolution"].as_string();
  member.tls_skip_verify = remote["tlsSkipVerify"].as_bool();
  return true;
}

/// The fleet with what was read, without members that the hub could not have yet.
fleetfile::Fleet completed(const fleetfile::Fleet& fleet, const std::vector<ops::ReadMember>& read, const Value& live) {
  fleetfile::Fleet out = fleet;
  std::vector<std::string> missing;
  std::erase_if(out.members, [&](auto& member) {
    if (complete(member, read, live)) return false;
    missing.push_back(member.project);
    return true;
  });
  for (auto& aggregate : out.aggregates) {
    std::erase_if(aggregate.projects, [&](const std::string& name) { return has(missing, name); });
  }
  std::erase_if(out.aggregates, [](const auto& aggregate) { return aggregate.projects.empty(); });
  return out;
}

/// What we do not know of an entry stays, and so do keys that others added.
Value joined(const Value& live, const Value& ours) {
  Value out = document::merge(live, ours);
  if (!ours["apiKeys"].is_list()) return out;
  out.make({"apiKeys"}) = coroot::joined_keys(live["apiKeys"].as_list(), ours["apiKeys"].as_list());
  return out;
}

Value joined_resource(Value rendered, const Value& live, const std::vector<std::string>& gone) {
  List projects;
  for (const auto& project : live.at({"spec", "projects"}).as_list()) {
    if (!has(gone, project["name"].as_string())) projects.push_back(project);
  }
  const auto own = rendered.at({"spec", "projects"}).as_list();
  for (const auto& project : own) {
    const Value* before = coroot::find_project(live, project["name"].as_string());
    coroot::upsert_project(projects, before == nullptr ? project : joined(*before, project));
  }
  rendered.make({"spec", "projects"}) = std::move(projects);
  rendered.make({"metadata", "resourceVersion"}) = live.at({"metadata", "resourceVersion"});
  return rendered;
}

/// Coroot's server never resets what it knows of a remote project: one of the same name and another kind would go on
/// reading the old member.
Result<> refuse_other_kinds(const Value& live, const Value& rendered) {
  for (const auto& project : rendered.at({"spec", "projects"}).as_list()) {
    const auto& name = project["name"].as_string();
    const Value* before = coroot::find_project(live, name);
    if (before == nullptr || coroot::kind_of(*before) == coroot::kind_of(project)) continue;
    return fail_with_hint(
        ErrorKind::invalid,
        "Give it a new name; or take it out of the file, apply with --prune, delete it in Coroot's "
        "project settings (its history goes with it), and put it back.",
        "project {} is of kind {} on the hub and would be of kind {}, and Coroot keeps the settings of "
        "the first",
        name, name_of(coroot::kind_of(*before)), name_of(coroot::kind_of(project)));
  }
  return {};
}

Value live_of(const ops::ReadHub& hub) { return hub.installation ? hub.installation->resource : Value(); }

std::vector<ops::ReadMember> with_keys(const std::vector<ops::ReadMember>& members) {
  std::vector<ops::ReadMember> out;
  for (const auto& member : members) {
    if (!member.key.reveal().empty()) out.push_back(member);
  }
  return out;
}

}  // namespace

Leftovers leftovers(const fleetfile::Fleet& fleet, const ops::ReadHub& hub) {
  Leftovers out;
  const auto live = live_of(hub);
  const auto wanted = names_in(fleet);
  const auto noted = split(live.at({"metadata", "annotations", fleetfile::projects_annotation}).as_string(), ',');
  const auto own = ops::own_keys(hub);
  std::vector<std::string> kept = wanted;
  for (const auto& project : live.at({"spec", "projects"}).as_list()) {
    const auto& name = project["name"].as_string();
    if (has(wanted, name)) continue;
    if (has(noted, name) || ops::has_own_key(project, fleet.secret, own)) {
      out.projects.push_back(name);
    } else if (const auto ref = coroot::remote_key_ref(project); ref && ref->secret == fleet.secret) {
      kept.push_back(ref->key);
    }
  }
  for (const auto& key : own) {
    if (!has(kept, key)) out.keys.push_back(key);
  }
  return out;
}

Result<deploy::Plan> plan_hub(const HubWish& wish, const std::vector<ops::ReadMember>& members,
                              const ops::ReadHub& hub) {
  const auto live = live_of(hub);
  const auto fleet = completed(wish.fleet, members, live);
  CTL_PASS(auto resource, fleetfile::hub_resource(fleet));
  const auto gone = wish.prune ? leftovers(wish.fleet, hub).projects : std::vector<std::string>();
  CTL_RUN(refuse_other_kinds(live, resource));
  if (hub.installation) resource = joined_resource(std::move(resource), live, gone);
  CTL_RUN(coroot::refuse_misread(resource, names_in(fleet), "the hub's project"));
  const auto place = place_of(fleet);
  const kube::ObjectRef coroot{kube::resources::coroots(), place.namespace_name,
                               resource.at({"metadata", "name"}).as_string()};
  const kube::ObjectRef secret{kube::resources::secrets(), place.namespace_name, place.secret};
  deploy::Plan out;
  out.known[coroot.describe()] = hub.installation ? std::optional(live) : std::nullopt;
  out.known[secret.describe()] = hub.secret;
  out.steps.push_back({wish.context, coroot, Action::check, resource, "nothing is written if it is refused", "", {}});
  if (const auto keys = with_keys(members); !keys.empty()) {
    out.steps.push_back({wish.context,
                         secret,
                         Action::apply,
                         ops::plan_secret(place, keys, hub.secret),
                         "the members' keys, which the resource names",
                         "",
                         {}});
  }
  out.steps.push_back({wish.context, coroot, Action::apply, resource, "the projects of the fleet", "", {}});
  return out;
}

deploy::Step prune_secret(const HubWish& wish, const ops::ReadHub& hub) {
  const auto place = place_of(wish.fleet);
  auto document = ops::secret_without(place, leftovers(wish.fleet, hub).keys, hub.secret);
  const kube::ObjectRef secret{kube::resources::secrets(), place.namespace_name, place.secret};
  return {wish.context, secret, Action::apply, std::move(document), "keys that no project names any more", "", {}};
}

}  // namespace corootctl::converge
