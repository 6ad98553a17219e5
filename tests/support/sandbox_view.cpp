/// What the hub's Coroot can see in the sandbox, worked out from the clusters' objects.
#include <fmt/core.h>

#include <algorithm>

#include "document/yaml.hpp"
#include "http/url.hpp"
#include "support/sandbox.hpp"

namespace corootctl::support {

using document::List;
using document::Value;

namespace {

/// What the server of one resource read when it started: its configuration, and the keys behind its variables.
struct Started {
  Value config{};
  std::map<std::string, std::string> variables{};
  /// The value behind "${VARIABLE}".
  std::string resolve(const std::string& text) const {
    if (!text.starts_with("${") || !text.ends_with("}")) return text;
    const auto it = variables.find(text.substr(2, text.size() - 3));
    return it == variables.end() ? "" : it->second;
  }
};

Started started(const SimCluster& cluster, const std::string& namespace_name, const std::string& name) {
  Started out{{}, cluster.started_with(namespace_name, name + "-coroot-0")};
  const auto file = out.variables.find("config.yaml");
  if (file == out.variables.end()) return out;
  if (const auto config = document::parse_yaml(file->second, "config.yaml")) out.config = *config;
  return out;
}

bool listens_on(const SimCluster& cluster, const Value& service, const http::Url& url) {
  if (url.host != cluster.node_ip()) return false;
  const List& ports = service.at({"spec", "ports"}).as_list();
  return std::any_of(ports.begin(), ports.end(), [&](const Value& port) {
    return port["nodePort"].as_integer() == url.effective_port() && port["name"].as_string() == "http";
  });
}

/// Every key that a cluster's Coroot accepts.
std::vector<std::string> keys_of(const Started& server) {
  std::vector<std::string> keys;
  for (const Value& project : server.config["projects"].as_list())
    for (const Value& entry : project["apiKeys"].as_list()) keys.push_back(server.resolve(entry["key"].as_string()));
  return keys;
}

MemberFault fault_of_member(const std::vector<const SimCluster*>& clusters, const std::string& url_text,
                            const std::string& key) {
  const auto url = http::parse_url(url_text);
  if (!url) return MemberFault::down;
  for (const SimCluster* cluster : clusters) {
    for (const Value& resource : cluster->objects("coroot.com", "coroots")) {
      const auto service = cluster->object("", "services", namespace_of(resource), name_of(resource) + "-coroot");
      if (!service || !listens_on(*cluster, *service, *url)) continue;
      const auto keys = keys_of(started(*cluster, namespace_of(resource), name_of(resource)));
      return !key.empty() && std::find(keys.begin(), keys.end(), key) != keys.end() ? MemberFault::none
                                                                                    : MemberFault::wrong_key;
    }
  }
  return MemberFault::down;
}

}  // namespace

HubView view_of(const std::vector<const SimCluster*>& clusters, const SimCluster& hub) {
  HubView view;
  for (const Value& resource : hub.objects("coroot.com", "coroots")) {
    const std::string name = name_of(resource);
    const std::string namespace_name = namespace_of(resource);
    view.services.emplace_back(namespace_name, name + "-coroot");
    const auto pod = hub.object("", "pods", namespace_name, name + "-coroot-0");  // before what it was started with
    const Started server = started(hub, namespace_name, name);
    const bool runs = pod && !server.config.is_null();  // one that waits for its keys has read nothing yet
    if (runs) view.server += pod->at({"metadata", "uid"}).as_string();
    for (const Value& project : server.config["projects"].as_list()) {
      for (const Value& member : project["memberProjects"].as_list())
        view.aggregates[project["name"].as_string()].push_back(member.as_string());
      const Value& remote = project["remoteCoroot"];
      view.projects.push_back({project["name"].as_string(), remote["url"].as_string()});
      if (!remote.is_object()) continue;
      const std::string key = server.resolve(remote["apiKey"].as_string());
      view.members[project["name"].as_string()] = fault_of_member(clusters, remote["url"].as_string(), key);
    }
  }
  return view;
}

}  // namespace corootctl::support
