#include "converge/hub_plan.hpp"

#include <algorithm>

#include "base/lists.hpp"
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

std::vector<std::string> names_in(const fleetfile::Fleet& fleet) {
  std::vector<std::string> out;
  for (const auto& member : fleet.members) out.push_back(member.project);
  if (!fleet.hub.project.empty()) out.push_back(fleet.hub.project);
  for (const auto& aggregate : fleet.aggregates) out.push_back(aggregate.name);
  return out;
}

bool is_of_member(coroot::ProjectKind kind) {
  return kind == coroot::ProjectKind::remote || kind == coroot::ProjectKind::agents;
}

bool is_moved(const fleetfile::Cluster& member, const Value& entry) {
  const auto kind = coroot::kind_of(entry);
  return is_of_member(kind) &&
         (kind == coroot::ProjectKind::agents) != (member.topology == fleetfile::Topology::agents);
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

/// Whether the hub has it as the other kind of member and this run is not about it: its entry stays as it is.
bool is_left_alone(const HubWish& wish, const fleetfile::Cluster& member, const Value& live) {
  const Value* entry = coroot::find_project(live, member.project);
  const bool is_chosen = wish.chosen.empty() || wish.chosen.contains(member.name);
  return !is_chosen && entry != nullptr && is_moved(member, *entry);
}

/// The fleet with what was read, without members that the hub could not have yet.
fleetfile::Fleet completed(const HubWish& wish, const std::vector<ops::ReadMember>& read, const Value& live) {
  fleetfile::Fleet out = wish.fleet;
  std::vector<std::string> missing;
  std::erase_if(out.members, [&](auto& member) {
    if (is_left_alone(wish, member, live)) return true;
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

/// What we do not know of an entry stays, and so do keys that others added; an entry of another kind is made anew.
Value joined(const Value& live, const Value& ours) {
  if (coroot::kind_of(live) != coroot::kind_of(ours)) return ours;
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

std::vector<std::string> noted_in(const Value& resource) {
  return split(resource.at({"metadata", "annotations", fleetfile::projects_annotation}).as_string(), ',');
}

/// The annotation keeps the names of ours that stay on the hub without being in the file: they are to be known later.
void note_projects(Value& rendered, const Value& live, const std::vector<std::string>& gone) {
  auto names = noted_in(rendered);
  const auto before = noted_in(live);
  for (const auto& name : before) {
    const bool stays = coroot::find_project(live, name) != nullptr && !has(gone, name);
    if (stays && !has(names, name)) names.push_back(name);
  }
  const bool is_same = names.size() == before.size() && std::is_permutation(names.begin(), names.end(), before.begin());
  rendered.make({"metadata", "annotations", fleetfile::projects_annotation}) = join(is_same ? before : names, ",");
}

/// Projects that the file puts on the hub, as far as that can be known: named by the annotation, or read with our key.
class OwnProjects {
 public:
  OwnProjects(const Value& live, const std::string& secret, const ops::ReadHub& hub)
      : noted_(noted_in(live)), keys_(ops::own_keys(hub)), secret_(secret) {}
  bool has_project(const Value& project) const {
    return has(noted_, project["name"].as_string()) || ops::has_own_key(project, secret_, keys_);
  }
  const std::vector<std::string>& keys() const { return keys_; }

 private:
  std::vector<std::string> noted_;
  std::vector<std::string> keys_;
  std::string secret_;
};

/// Our own entries whose member changes its topology. Errors: invalid for any other change of an entry's kind.
Result<std::vector<Moved>> moved_projects(const Value& live, const Value& rendered, const OwnProjects& own) {
  std::vector<Moved> out;
  for (const auto& project : rendered.at({"spec", "projects"}).as_list()) {
    const auto& name = project["name"].as_string();
    const Value* before = coroot::find_project(live, name);
    if (before == nullptr || coroot::kind_of(*before) == coroot::kind_of(project)) continue;
    const auto was = coroot::kind_of(*before), is = coroot::kind_of(project);
    if (!own.has_project(*before) || !is_of_member(was) || !is_of_member(is)) {
      return fail_with_hint(ErrorKind::invalid, "Give it a new name, or take that project from the hub first.",
                            "project {} is of kind {} on the hub and would be of kind {}, and it is not this file's",
                            name, name_of(was), name_of(is));
    }
    out.push_back({name, is == coroot::ProjectKind::agents});
  }
  return out;
}

Value live_of(const ops::ReadHub& hub) { return hub.installation ? hub.installation->resource : Value(); }

std::vector<ops::ReadMember> with_keys(const std::vector<ops::ReadMember>& members) {
  std::vector<ops::ReadMember> out;
  for (const auto& member : members) {
    if (!member.key.reveal().empty()) out.push_back(member);
  }
  return out;
}

/// Right before the resource is written: whatever restarts the server earlier would have it make the project as it was.
deploy::Step forget_step(const std::string& context, const std::string& project) {
  const kube::ObjectRef record{{"", "", "Coroot project", "", false}, "", project};
  return {context, record, Action::forget, {}, "Coroot never resets what it knows of a remote project", "", {}};
}

}  // namespace

Leftovers leftovers(const HubWish& wish, const ops::ReadHub& hub) {
  Leftovers out;
  const auto& fleet = wish.fleet;
  const auto live = live_of(hub);
  const auto wanted = names_in(fleet);
  const OwnProjects own(live, fleet.secret, hub);
  std::vector<std::string> kept;
  for (const auto& member : fleet.members) {
    const bool is_read = member.topology == fleetfile::Topology::remote || is_left_alone(wish, member, live);
    if (is_read) kept.push_back(member.project);
  }
  for (const auto& project : live.at({"spec", "projects"}).as_list()) {
    const auto& name = project["name"].as_string();
    if (has(wanted, name)) continue;
    if (own.has_project(project)) {
      out.projects.push_back(name);
    } else if (const auto ref = coroot::remote_key_ref(project); ref && ref->secret == fleet.secret) {
      kept.push_back(ref->key);
    }
  }
  for (const auto& key : own.keys()) {
    if (!has(kept, key)) out.keys.push_back(key);
  }
  return out;
}

Result<deploy::Plan> plan_hub(const HubWish& wish, const std::vector<ops::ReadMember>& members,
                              const ops::ReadHub& hub) {
  const auto live = live_of(hub);
  const auto fleet = completed(wish, members, live);
  CTL_PASS(auto resource, fleetfile::hub_resource(fleet));
  const auto gone = wish.prune ? leftovers(wish, hub).projects : std::vector<std::string>();
  CTL_PASS(const auto moved, moved_projects(live, resource, OwnProjects(live, fleet.secret, hub)));
  if (hub.installation) {
    note_projects(resource, live, gone);
    resource = joined_resource(std::move(resource), live, gone);
  }
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
  for (const auto& each : moved) {
    if (each.is_deleted) out.steps.push_back(forget_step(wish.context, each.project));
  }
  out.steps.push_back({wish.context, coroot, Action::apply, resource, "the projects of the fleet", "", {}});
  return out;
}

std::vector<Moved> moved(const HubWish& wish, const ops::ReadHub& hub) {
  std::vector<Moved> out;
  const auto live = live_of(hub);
  for (const auto& member : wish.fleet.members) {
    const Value* entry = coroot::find_project(live, member.project);
    if (entry == nullptr || !is_moved(member, *entry) || is_left_alone(wish, member, live)) continue;
    out.push_back({member.project, member.topology == fleetfile::Topology::agents});
  }
  return out;
}

HubWish wish_of(const Request& request) { return {request.fleet, request.hub.context, request.prune, request.chosen}; }

deploy::Step prune_secret(const HubWish& wish, const ops::ReadHub& hub) {
  const auto place = place_of(wish.fleet);
  auto document = ops::secret_without(place, leftovers(wish, hub).keys, hub.secret);
  const kube::ObjectRef secret{kube::resources::secrets(), place.namespace_name, place.secret};
  return {wish.context, secret, Action::apply, std::move(document), "keys that no project names any more", "", {}};
}

}  // namespace corootctl::converge
