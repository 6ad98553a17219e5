#include "links/unlink/plan.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "coroot/resource.hpp"
#include "deploy/report.hpp"
#include "kube/objects/managed_fields.hpp"
#include "ops/link/plan.hpp"

namespace corootctl::links {
namespace {

using coroot::ProjectKind;
using deploy::Action;
using document::List;
using document::Value;
using Names = std::vector<std::string>;

bool has(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Names members_of(const Value& aggregate) {
  Names out;
  for (const auto& member : aggregate["memberProjects"].as_list()) out.push_back(member.as_string());
  return out;
}

/// The key's name in the hub's Secret: as the project says, else the project's own name, as link-clusters has it.
std::string key_of(const Value* project, const std::string& name, const std::string& secret) {
  if (project == nullptr) return name;
  const auto ref = coroot::remote_key_ref(*project);
  return ref && ref->secret == secret ? ref->key : std::string();
}

bool is_named(const List& projects, const std::string& secret, const std::string& key) {
  return std::any_of(projects.begin(), projects.end(), [&](const Value& project) {
    const auto ref = coroot::remote_key_ref(project);
    return ref && ref->secret == secret && ref->key == key;
  });
}

/// From what the hub has to the plan.
class Taking {
 public:
  Taking(const UnlinkSettings& settings, const std::string& hub_context, const ops::ReadHub& hub)
      : settings_(settings), context_(hub_context), hub_(hub), own_(ops::own_keys(hub)) {
    if (hub.installation) live_ = hub.installation->resource;
  }

  Result<UnlinkPlan> plan() {
    const auto names = wanted();
    CTL_RUN(check(names));
    take_projects(names);
    for (const auto& name : names) describe_member(name);
    CTL_RUN(check_aggregates());
    add_steps();
    return std::move(out_);
  }

 private:
  const List& live_projects() const { return live_.at({"spec", "projects"}).as_list(); }
  const Value* live(const std::string& name) const { return coroot::find_project(live_, name); }

  Names wanted() const {
    Names out;
    for (const auto& name : settings_.all ? all_of_ours() : settings_.members)
      if (!has(out, name)) out.push_back(name);
    return out;
  }

  /// A repeat after an interruption may find the aggregate gone, but then no member is left on the hub.
  Result<> check_aggregates() const {
    Names known;
    for (const auto& project : live_projects())
      if (coroot::kind_of(project) == ProjectKind::aggregate) known.push_back(project["name"].as_string());
    for (const auto& name : settings_.aggregates) {
      const bool is_there = has(known, name);
      const bool stays = std::any_of(out_.members.begin(), out_.members.end(),
                                     [](const auto& member) { return member.entry == "kept"; });
      if (is_there || !stays) continue;
      return fail_with_hint(ErrorKind::usage, "There are " + join(known, ", ") + ".",
                            "--aggregate: the hub has no aggregated project {}", name);
    }
    return {};
  }

  Names all_of_ours() const {
    Names out;
    for (const auto& project : live_projects())
      if (ops::has_own_key(project, settings_.place.secret, own_)) out.push_back(project["name"].as_string());
    for (const auto& key : own_)
      if (!is_named(live_projects(), settings_.place.secret, key)) out.push_back(key);
    return out;
  }

  Result<> check(const Names& names) const {
    for (const auto& name : names) {
      const Value* project = live(name);
      if (project == nullptr || coroot::kind_of(*project) == ProjectKind::remote) continue;
      const bool aggregate = coroot::kind_of(*project) == ProjectKind::aggregate;
      return fail_with_hint(ErrorKind::usage, members_hint(), "{} is {} of the hub, not a member", name,
                            aggregate ? "an aggregated project" : "a project with agents of its own");
    }
    return {};
  }

  std::string members_hint() const {
    Names known;
    for (const auto& project : live_projects())
      if (coroot::kind_of(project) == ProjectKind::remote) known.push_back(project["name"].as_string());
    return "Members of this hub: " + (known.empty() ? "none" : join(known, ", ")) + ".";
  }

  bool is_in_scope(const std::string& aggregate) const {
    return settings_.aggregates.empty() || has(settings_.aggregates, aggregate);
  }

  /// Whether an aggregate with these projects still shows more than one project of the hub's own does.
  bool is_worth_keeping(const Names& left) const {
    const auto is_remote = [&](const std::string& name) {
      const Value* project = live(name);
      return project != nullptr && coroot::kind_of(*project) == ProjectKind::remote;
    };
    return left.size() > 1 || std::any_of(left.begin(), left.end(), is_remote);
  }

  /// The aggregates first: a project that one of them still names stays (operator 4).
  void take_projects(const Names& names) {
    for (const auto& project : live_projects()) {
      const auto& name = project["name"].as_string();
      if (coroot::kind_of(project) != ProjectKind::aggregate) {
        left_.push_back(project);
        continue;
      }
      Names kept = members_of(project);
      if (is_in_scope(name)) std::erase_if(kept, [&](const auto& member) { return has(names, member); });
      const bool is_same = kept.size() == members_of(project).size();
      for (const auto& member : kept) still_shown_.push_back(member);
      if (!is_same && !is_worth_keeping(kept)) {
        out_.gone_aggregates.push_back(name);
        continue;
      }
      Value changed = project;
      if (!is_same) changed.make({"memberProjects"}) = List(kept.begin(), kept.end());
      left_.push_back(std::move(changed));
    }
    std::erase_if(left_, [&](const Value& project) {
      return has(names, project["name"].as_string()) && !has(still_shown_, project["name"].as_string());
    });
  }

  void describe_member(const std::string& name) {
    Unlinked member{.project = name};
    const Value* project = live(name);
    if (project != nullptr) member.url = project->at({"remoteCoroot", "url"}).as_string();
    for (const auto& aggregate : live_projects())
      if (is_in_scope(aggregate["name"].as_string()) && has(members_of(aggregate), name))
        member.aggregates.push_back(aggregate["name"].as_string());
    const bool stays = has(still_shown_, name) && project != nullptr;
    member.entry = project == nullptr ? "absent" : stays ? "kept" : "removed";
    if (stays) member.why = "another aggregated project shows it";
    describe_key(member, project);
    if (project == nullptr && member.key == "absent" && member.aggregates.empty())
      member.why = "the hub has no such project. " + members_hint();
    out_.members.push_back(std::move(member));
  }

  void describe_key(Unlinked& member, const Value* project) {
    const auto& secret = settings_.place.secret;
    const auto key = key_of(project, member.project, secret);
    const auto text = hub_.secret ? (*hub_.secret)["data"][std::string_view(key)].as_string() : std::string();
    member.key = "absent";
    if (key.empty()) {
      member.why = "its key is not in Secret " + secret + ", and stays where it is";
      return;
    }
    if (text.empty()) return;
    const auto bytes = base64_decode(text);
    if (bytes) member.key_fingerprint = deploy::fingerprint(SecretString(*bytes));
    member.key = "kept";
    if (is_named(left_, secret, key)) return;
    const auto others = kube::other_owners(*hub_.secret, kube::field_manager, {"data", key});
    if (has(own_, key)) out_.keys.push_back(key);
    if (has(own_, key) && others.empty()) {
      member.key = "removed";
    } else {
      member.why = fmt::format("key {} of Secret {} belongs to {}: take it out there", key, secret,
                               others.empty() ? "somebody else" : printable(join(others, ", "), 100));
    }
  }

  void add_steps() {
    std::string members, aggregates;
    for (const auto& member : out_.members) {
      if (member.entry == "removed")
        members += fmt::format(" --member CONTEXT={},{}", member.project, shell_word(member.url));
      for (const auto& name : member.aggregates)
        if (aggregates.empty()) aggregates = " --aggregate " + name;
    }
    if (!members.empty())
      out_.relink = "corootctl link-clusters --hub " + shell_word(context_) + members +
                    (aggregates.empty() ? " --aggregate NAME" : aggregates);
    if (!hub_.installation) return;
    out_.changes_projects = !(left_ == live_projects());
    Value wanted = kube::owned_by(live_, kube::field_manager);
    wanted.make({"spec", "projects"}) = left_;
    wanted.make({"metadata", "resourceVersion"}) = live_.at({"metadata", "resourceVersion"});
    const kube::ObjectRef ref{kube::resources::coroots(), settings_.place.namespace_name, hub_.installation->name};
    out_.projects.known[ref.describe()] = live_;
    out_.projects.steps = {{context_, ref, Action::check, wanted, "nothing is written if it is refused", "", {}},
                           {context_, ref, Action::apply, wanted, "without the members, before their keys go", "", {}}};
  }

  const UnlinkSettings& settings_;
  const std::string& context_;
  const ops::ReadHub& hub_;
  Names own_;
  Value live_{};
  List left_{};          ///< the projects as they shall be
  Names still_shown_{};  ///< members that an aggregate keeps
  UnlinkPlan out_{};
};

}  // namespace

Result<UnlinkPlan> plan_unlink(const UnlinkSettings& settings, const std::string& hub_context,
                               const ops::ReadHub& hub) {
  return Taking(settings, hub_context, hub).plan();
}

deploy::Plan plan_keys(const ops::HubPlace& place, const std::string& hub_context, const Names& keys,
                       const ops::ReadHub& hub) {
  const kube::ObjectRef ref{kube::resources::secrets(), place.namespace_name, place.secret};
  deploy::Plan out;
  if (!hub.secret) return out;
  Names unnamed;
  const Value live = hub.installation ? hub.installation->resource : Value();
  for (const auto& key : keys)
    if (!is_named(live.at({"spec", "projects"}).as_list(), place.secret, key)) unnamed.push_back(key);
  out.known[ref.describe()] = hub.secret;
  out.steps.push_back({hub_context,
                       ref,
                       Action::apply,
                       ops::secret_without(place, unnamed, hub.secret),
                       "keys that no project names any more",
                       "",
                       {}});
  return out;
}

}  // namespace corootctl::links
