#include "coroot/resource.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace corootctl::coroot {

using document::List;
using document::Object;
using document::Value;

ProjectKind kind_of(const Value& project) {
  if (!project["memberProjects"].as_list().empty()) return ProjectKind::aggregate;
  if (project["remoteCoroot"].is_object()) return ProjectKind::remote;
  if (!project["apiKeys"].as_list().empty()) return ProjectKind::agents;
  return ProjectKind::empty;
}

std::string_view name_of(ProjectKind kind) {
  switch (kind) {
    case ProjectKind::agents: return "agents";
    case ProjectKind::remote: return "remote";
    case ProjectKind::aggregate: return "aggregate";
    case ProjectKind::empty: break;
  }
  return "empty";
}

const Value* find_project(const Value& resource, std::string_view name) {
  for (const auto& project : resource.at({"spec", "projects"}).as_list()) {
    if (project["name"].as_string() == name) return &project;
  }
  return nullptr;
}

std::vector<std::string> project_names(const Value& resource) {
  std::vector<std::string> out;
  for (const auto& project : resource.at({"spec", "projects"}).as_list()) out.push_back(project["name"].as_string());
  return out;
}

namespace {

std::optional<KeyRef> key_ref(const Value& selector) {
  if (!selector.is_object()) return std::nullopt;
  return KeyRef{selector["name"].as_string(), selector["key"].as_string()};
}

}  // namespace

std::vector<KeyRef> key_refs(const Value& owner) {
  std::vector<KeyRef> out;
  for (const auto& key : owner["apiKeys"].as_list()) {
    if (auto ref = key_ref(key["keySecret"])) out.push_back(*ref);
  }
  return out;
}

std::vector<KeyRef> made_key_refs(const Value& resource) {
  std::vector<KeyRef> out;
  for (const auto* owners : {"projects", "serviceAccounts"}) {
    for (const auto& owner : resource.at({"spec", owners}).as_list()) {
      for (auto& ref : key_refs(owner)) out.push_back(std::move(ref));
    }
  }
  return out;
}

std::optional<KeyRef> remote_key_ref(const Value& project) {
  return key_ref(project.at({"remoteCoroot", "apiKeySecret"}));
}

void upsert_project(List& projects, Value project) {
  const auto place = std::find_if(projects.begin(), projects.end(), [&](const Value& other) {
    return other["name"].as_string() == project["name"].as_string();
  });
  if (place == projects.end()) {
    projects.push_back(std::move(project));
  } else {
    *place = std::move(project);
  }
}

bool is_valid_project_name(std::string_view name) {
  return name.size() >= 3 && std::all_of(name.begin(), name.end(), [](char c) {
           return c == '-' || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
         });
}

bool is_valid_metric_resolution(std::string_view text) {
  const auto unit = text.find_first_not_of("0123456789");
  if (unit == std::string_view::npos || text.find_first_not_of('0') >= unit) return false;
  return text.substr(unit) == "s" || text.substr(unit) == "m" || text.substr(unit) == "h";
}

Value to_value(const RemoteProject& project) {
  Object remote{{"url", project.url}};
  if (project.tls_skip_verify) remote.set("tlsSkipVerify", true);
  remote.set("apiKeySecret", Object{{"name", project.key.secret}, {"key", project.key.key}});
  remote.set("metricResolution", project.metric_resolution);
  return Object{{"name", project.name}, {"remoteCoroot", std::move(remote)}};
}

Value aggregate_project(const std::string& name, const std::vector<std::string>& members) {
  List list(members.begin(), members.end());
  return Object{{"name", name}, {"memberProjects", std::move(list)}};
}

int service_port(const Value& resource) {
  return static_cast<int>(resource.at({"spec", "service", "port"}).as_integer(8080));
}

namespace {

/// The last entry of that name counts, as in a container.
std::optional<std::string> variable(const Value& resource, std::string_view name) {
  std::optional<std::string> out;
  for (const auto& entry : resource.at({"spec", "env"}).as_list()) {
    if (entry["name"].as_string() == name) out = entry["value"].as_string();
  }
  return out;
}

}  // namespace

std::string base_path(const Value& resource) {
  const auto written =
      variable(resource, "URL_BASE_PATH").value_or(resource.at({"spec", "ingress", "path"}).as_string());
  std::string out;
  for (const auto& segment : split(trim(written), '/')) {
    if (!segment.empty()) out += "/" + segment;
  }
  return out;
}

bool is_served_by_tls(const Value& resource) {
  return variable(resource, "HTTPS_LISTEN").value_or("").ends_with(":" + std::to_string(service_port(resource)));
}

std::string refresh_interval(const Value& resource) {
  return resource.at({"spec", "metricsRefreshInterval"}).string_or("15s");
}

}  // namespace corootctl::coroot
