/// What the hub's Coroot can see in the sandbox, worked out from the clusters' objects.
#include <fmt/core.h>

#include <algorithm>

#include "base/base64.hpp"
#include "document/yaml.hpp"
#include "http/url.hpp"
#include "support/sandbox.hpp"

namespace corootctl::support {

using document::List;
using document::Value;

namespace {

std::string decoded(const Value& text) {
  const auto bytes = base64_decode(text.as_string());
  return bytes ? *bytes : "";
}

/// The configuration the operator wrote for one resource; null when there is none yet.
Value config_of(const SimCluster& cluster, const std::string& namespace_name, const std::string& name) {
  const auto map = cluster.object("", "configmaps", namespace_name, name + "-coroot");
  if (!map) return {};
  const auto config = document::parse_yaml(decoded(map->at({"binaryData", "config.yaml"})), "config.yaml");
  return config ? *config : Value();
}

std::string secret_value(const SimCluster& cluster, const std::string& namespace_name, const std::string& name,
                         const std::string& key) {
  const auto secret = cluster.object("", "secrets", namespace_name, name);
  return secret ? decoded((*secret)["data"][std::string_view(key)]) : "";
}

/// The value behind "${VARIABLE}" in the server's pod.
std::string resolve(const SimCluster& cluster, const std::string& namespace_name, const std::string& name,
                    const std::string& text) {
  if (!text.starts_with("${") || !text.ends_with("}")) return text;
  const auto set = cluster.object("apps", "statefulsets", namespace_name, name + "-coroot");
  if (!set) return {};
  for (const Value& entry : set->at({"spec", "template", "spec", "containers"})[std::size_t{0}]["env"].as_list()) {
    if (entry["name"].as_string() != text.substr(2, text.size() - 3)) continue;
    const Value& reference = entry.at({"valueFrom", "secretKeyRef"});
    return secret_value(cluster, namespace_name, reference["name"].as_string(), reference["key"].as_string());
  }
  return {};
}

bool listens_on(const SimCluster& cluster, const Value& service, const http::Url& url) {
  if (url.host != cluster.node_ip()) return false;
  const List& ports = service.at({"spec", "ports"}).as_list();
  return std::any_of(ports.begin(), ports.end(), [&](const Value& port) {
    return port["nodePort"].as_integer() == url.effective_port() && port["name"].as_string() == "http";
  });
}

/// Every key that a cluster's Coroot accepts.
std::vector<std::string> keys_of(const SimCluster& cluster, const std::string& namespace_name,
                                 const std::string& name) {
  std::vector<std::string> keys;
  const Value config = config_of(cluster, namespace_name, name);
  for (const Value& project : config["projects"].as_list())
    for (const Value& entry : project["apiKeys"].as_list())
      keys.push_back(resolve(cluster, namespace_name, name, entry["key"].as_string()));
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
      const auto keys = keys_of(*cluster, namespace_of(resource), name_of(resource));
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
    const Value config = config_of(hub, namespace_name, name);
    for (const Value& project : config["projects"].as_list()) {
      view.projects.insert(project["name"].as_string());
      const Value& remote = project["remoteCoroot"];
      if (!remote.is_object()) continue;
      const std::string key = resolve(hub, namespace_name, name, remote["apiKey"].as_string());
      view.members[project["name"].as_string()] = fault_of_member(clusters, remote["url"].as_string(), key);
    }
  }
  return view;
}

}  // namespace corootctl::support
