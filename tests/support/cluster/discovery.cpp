/// Discovery documents of the simulated API server, aggregated (v2) and plain.
#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "document/json.hpp"
#include "support/cluster/state.hpp"

namespace corootctl::support {

using document::List;
using document::Object;
using document::Value;

namespace {

constexpr std::string_view aggregated_type = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

List verbs() { return {"create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"}; }

Value kind_reference(const SimKind& kind) {
  return Object{{"group", kind.group}, {"version", kind.version}, {"kind", kind.kind}};
}

Value aggregated_resource(const SimKind& kind) {
  Object resource{{"resource", kind.plural},
                  {"responseKind", kind_reference(kind)},
                  {"scope", kind.namespaced ? "Namespaced" : "Cluster"},
                  {"singularResource", lower(kind.kind)},
                  {"verbs", verbs()}};
  if (kind.has_status)
    resource.set("subresources", List{Object{{"subresource", "status"},
                                             {"responseKind", kind_reference(kind)},
                                             {"verbs", List{"get", "patch", "update"}}}});
  return resource;
}

/// Group to version to kinds, in name order.
using Groups = std::map<std::string, std::map<std::string, std::vector<SimKind>>>;

Groups groups_of(const SimState& state) {
  Groups groups;
  for (const auto& kind : state.kinds()) groups[kind.group][kind.version].push_back(kind);
  return groups;
}

Value aggregated(const Groups& groups, bool core) {
  List items;
  for (const auto& [group, versions] : groups) {
    if (group.empty() != core) continue;
    List list;
    for (const auto& [version, kinds] : versions) {
      List resources;
      for (const auto& kind : kinds) resources.push_back(aggregated_resource(kind));
      list.emplace_back(Object{{"version", version}, {"resources", std::move(resources)}, {"freshness", "Current"}});
    }
    items.emplace_back(
        Object{{"metadata", Object{{"name", group}, {"creationTimestamp", nullptr}}}, {"versions", std::move(list)}});
  }
  return Object{{"kind", "APIGroupDiscoveryList"},
                {"apiVersion", "apidiscovery.k8s.io/v2"},
                {"metadata", Object{}},
                {"items", std::move(items)}};
}

Value group_list(const Groups& groups) {
  List list;
  for (const auto& [group, versions] : groups) {
    if (group.empty()) continue;
    List entries;
    for (const auto& [version, kinds] : versions)
      entries.emplace_back(Object{{"groupVersion", group + "/" + version}, {"version", version}});
    const Value preferred = entries.back();
    list.emplace_back(Object{{"name", group}, {"versions", std::move(entries)}, {"preferredVersion", preferred}});
  }
  return Object{{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", std::move(list)}};
}

Value resource_list(const std::vector<SimKind>& kinds) {
  List list;
  for (const auto& kind : kinds) {
    list.emplace_back(Object{{"name", kind.plural},
                             {"singularName", lower(kind.kind)},
                             {"namespaced", kind.namespaced},
                             {"kind", kind.kind},
                             {"verbs", verbs()}});
    if (kind.has_status)
      list.emplace_back(Object{{"name", kind.plural + "/status"},
                               {"singularName", ""},
                               {"namespaced", kind.namespaced},
                               {"kind", kind.kind},
                               {"verbs", List{"get", "patch", "update"}}});
  }
  return Object{{"kind", "APIResourceList"},
                {"apiVersion", "v1"},
                {"groupVersion", kinds.front().api_version()},
                {"resources", std::move(list)}};
}

ServedResponse json(const Value& value, std::string_view type = "application/json") {
  return text_response(200, std::string(type), document::to_json(value) + "\n");
}

}  // namespace

std::optional<ServedResponse> discover_resources(const SimState& state, const ServedRequest& request) {
  const Groups groups = groups_of(state);
  const bool wants_aggregated =
      state.settings.aggregated_discovery && request.header("Accept").find("v=v2;") != std::string::npos;
  const bool root = request.path == "/api" || request.path == "/apis";
  if (root && wants_aggregated) return json(aggregated(groups, request.path == "/api"), aggregated_type);
  if (request.path == "/api") return json(Object{{"kind", "APIVersions"}, {"versions", List{"v1"}}});
  if (request.path == "/apis") return json(group_list(groups));
  const auto parts = split(request.path.substr(1), '/');
  const bool core = parts.size() == 2 && parts[0] == "api";
  if (!core && !(parts.size() == 3 && parts[0] == "apis")) return std::nullopt;
  const auto group = groups.find(core ? "" : std::string(parts[1]));
  if (group == groups.end()) return text_response(404, "text/plain; charset=utf-8", "404 page not found\n");
  const auto version = group->second.find(std::string(parts.back()));
  if (version == group->second.end()) return text_response(404, "text/plain; charset=utf-8", "404 page not found\n");
  return json(resource_list(version->second));
}

}  // namespace corootctl::support
