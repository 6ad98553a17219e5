#include "fleetfile/draft.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "coroot/resource.hpp"
#include "document/yaml.hpp"
#include "fleetfile/draft_settings.hpp"
#include "fleetfile/fields.hpp"

namespace corootctl::fleetfile {
namespace {

using document::List;
using document::Object;
using document::Value;

bool is_name(const std::string& text) { return !rule_of(Kind::name).check(text); }

/// A context as a name: contexts of clouds are long, and what tells them apart stands at their end.
std::string name_of_context(const std::string& context, std::set<std::string>& taken) {
  std::string out = is_name(context) ? context : context.substr(context.find_last_of("/:@") + 1);
  for (char& c : out)
    if (!is_name(std::string{'a', c})) c = '-';
  if (!is_name(out)) out = "cluster";
  const auto base = out;
  for (int n = 2; !taken.insert(out).second; ++n) out = fmt::format("{}-{}", base, n);
  return out;
}

std::string project_from(const std::string& name) {
  std::string out = lower(name);
  std::replace(out.begin(), out.end(), '.', '-');
  return out.size() < 3 ? "cluster-" + out : out;
}

std::vector<std::string> own_projects(const Value& resource) {
  std::vector<std::string> out;
  for (const auto& project : resource.at({"spec", "projects"}).as_list())
    if (coroot::kind_of(project) == coroot::ProjectKind::agents) out.push_back(project["name"].as_string());
  return out;
}

class Drafter {
 public:
  Drafter(const Found& hub, const std::vector<Found>& members) : hub_(hub), members_(members) {}

  Draft run(const std::string& namespace_name) {
    Object file{{"apiVersion", api_version}, {"kind", kind_name}};
    if (namespace_name != "coroot") file.set("namespace", namespace_name);
    auto hub = hub_block();
    List members;
    for (const auto& member : members_) members.emplace_back(member_block(member));
    if (!hub_url_.empty()) hub.set("url", hub_url_);
    add_settings(hub, hub_);
    if (auto defaults = common(hub, members); !defaults.empty()) file.set("defaults", std::move(defaults));
    file.set("hub", std::move(hub));
    file.set("members", std::move(members));
    file.set("aggregates", aggregates());
    Draft out{"# Drafted by `corootctl fleet init` from what is installed. docs/fleet.md describes every key.\n",
              notes_};
    for (const auto& note : notes_) out.text += "# " + join(split(printable(note), '\n'), " ") + "\n";
    out.text += document::to_yaml(file);
    return out;
  }

 private:
  void note(std::string text) { notes_.push_back(std::move(text)); }
  const Value& hub_resource() const {
    static const Value none;
    return hub_.resource ? *hub_.resource : none;
  }

  Object hub_block() {
    const auto name = name_of_context(hub_.context, names_);
    Object out;
    if (name != hub_.context) out.set("name", name);
    out.set("context", hub_.context);
    hub_project_ = hub_.project;
    const auto own = own_projects(hub_resource());
    if (hub_project_.empty() && !own.empty()) hub_project_ = own.front();
    if (own.size() > 1)
      note(fmt::format("the hub has several projects of its own ({}): {} is taken", join(own, ", "), hub_project_));
    if (!hub_project_.empty()) out.set("project", hub_project_);
    return out;
  }

  Object member_block(const Found& member) {
    const auto name = name_of_context(member.context, names_);
    Object out{{"name", name}};
    if (name != member.context) out.set("context", member.context);
    const auto project = project_of(member, name);
    if (project != name) out.set("project", project);
    drafted_.emplace_back(name, project);
    if (member.resource && (*member.resource).at({"spec", "agentsOnly"}).is_object()) {
      out.set("topology", "agents");
      const auto& url = member.resource->at({"spec", "agentsOnly", "corootURL"}).as_string();
      if (hub_url_.empty()) hub_url_ = url;
      if (!url.empty() && url != hub_url_)
        note(fmt::format("{} pushes to {}, another member to {}: the hub has one url", name, url, hub_url_));
    } else {
      add_link(out, project, member.resource);
    }
    add_settings(out, member);
    return out;
  }

  std::string project_of(const Found& member, const std::string& name) {
    if (!member.project.empty()) return member.project;
    const auto own = member.resource ? own_projects(*member.resource) : std::vector<std::string>();
    if (own.size() > 1) note(fmt::format("{} has several projects ({}): {} is taken", name, join(own, ", "), own[0]));
    return own.empty() ? project_from(name) : own.front();
  }

  /// What the hub says of the member already.
  void add_link(Object& out, const std::string& project, const std::optional<Value>& resource) {
    const Value* entry = coroot::find_project(hub_resource(), project);
    if (entry == nullptr || coroot::kind_of(*entry) != coroot::ProjectKind::remote) return;
    const auto& remote = (*entry)["remoteCoroot"];
    if (!remote["url"].as_string().empty()) out.set("url", hide_userinfo(remote["url"].as_string()));
    const auto& resolution = remote["metricResolution"].as_string();
    const bool is_own = resource && coroot::refresh_interval(*resource) == resolution;
    if (!resolution.empty() && !is_own) out.set("metricResolution", resolution);
    if (remote["tlsSkipVerify"].as_bool()) out.set("tlsSkipVerify", true);
    const auto& secret = remote.at({"apiKeySecret", "name"}).as_string();
    if (!secret.empty() && secret != coroot::members_secret)
      note(fmt::format("the hub has the key of {} in Secret {}: name that in hub.secret, or it is written anew",
                       project, secret));
  }

  void add_settings(Object& out, const Found& found) {
    if (!found.brings_operator) out.set("operator", Object{{"install", false}});
    if (!found.resource) return;
    const auto& resource = *found.resource;
    const bool has_server = !resource.at({"spec", "agentsOnly"}).is_object();
    if (auto exposure = exposure_of(resource); has_server && !exposure.is_null()) out.set("exposure", exposure);
    std::vector<std::string> left_out;
    if (auto spec = spec_of(resource, left_out); !spec.is_null()) out.set("spec", spec);
    for (const auto& place : left_out)
      note(fmt::format("{} has spec.{} as plain text, which belongs into a Secret: it is left out", found.context,
                       place));
    if (const auto& name = resource.at({"metadata", "name"}).as_string(); name != "coroot")
      note(fmt::format("the Coroot resource of {} is called {}, and a fleet's are called coroot", found.context, name));
  }

  /// What the hub and all members have alike is said once.
  static Object common(Object& hub, List& members) {
    Object out;
    for (const auto* key : {"operator", "exposure"}) {
      const auto* first = hub.find(key);
      if (first == nullptr || members.empty()) continue;
      const Value shared = *first;
      if (!std::all_of(members.begin(), members.end(), [&](const Value& one) { return one[key] == shared; })) continue;
      out.set(key, shared);
      hub.erase(key);
      for (auto& member : members) member.object().erase(key);
    }
    return out;
  }

  Value aggregates() {
    List out;
    for (const auto& project : hub_resource().at({"spec", "projects"}).as_list())
      if (coroot::kind_of(project) == coroot::ProjectKind::aggregate) out.emplace_back(aggregate(project));
    if (out.empty()) out.emplace_back(Object{{"name", "all-clusters"}});
    return out;
  }

  Object aggregate(const Value& project) {
    Object out{{"name", project["name"]}};
    List members;
    bool has_hub = false;
    for (const auto& item : project["memberProjects"].as_list()) {
      const auto& wanted = item.as_string();
      const auto known =
          std::find_if(drafted_.begin(), drafted_.end(), [&](const auto& d) { return d.second == wanted; });
      if (known != drafted_.end()) members.emplace_back(known->first);
      has_hub = has_hub || wanted == hub_project_;
      if (known == drafted_.end() && wanted != hub_project_)
        note(fmt::format("{} of {} is no project of these clusters: name its context with --context", wanted,
                         project["name"].as_string()));
    }
    if (members.size() != drafted_.size() && !members.empty()) out.set("members", std::move(members));
    if (!hub_project_.empty() && !has_hub) out.set("hub", false);
    return out;
  }

  const Found& hub_;
  const std::vector<Found>& members_;
  std::set<std::string> names_{};
  std::vector<std::pair<std::string, std::string>> drafted_{};  ///< name and project of each member
  std::string hub_project_{}, hub_url_{};
  std::vector<std::string> notes_{};
};

}  // namespace

Draft draft_fleet(const Found& hub, const std::vector<Found>& members, const std::string& namespace_name) {
  return Drafter(hub, members).run(namespace_name);
}

}  // namespace corootctl::fleetfile
