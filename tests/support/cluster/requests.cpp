/// From an HTTP request to the part of the simulated API server that answers it.
#include <fmt/core.h>

#include <algorithm>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "document/json.hpp"
#include "document/yaml.hpp"
#include "support/cluster/state.hpp"

namespace corootctl::support {

using document::List;
using document::Object;
using document::Value;

SimState::SimState(SimSettings with) : settings(std::move(with)), store(settings.name), now("2026-01-01T00:00:00Z") {
  for (const char* name : {"default", "kube-system"})
    store.put({"", "namespaces", "", name},
              Object{{"apiVersion", "v1"},
                     {"kind", "Namespace"},
                     {"metadata", Object{{"name", name}, {"uid", store.next_uid()}, {"creationTimestamp", now}}}});
  const std::string node = settings.name + "-node-1";
  store.put({"", "nodes", "", node},
            Object{{"apiVersion", "v1"},
                   {"kind", "Node"},
                   {"metadata", Object{{"name", node}, {"uid", store.next_uid()}, {"creationTimestamp", now}}},
                   {"status", Object{{"addresses", List{Object{{"type", "InternalIP"}, {"address", settings.node_ip}},
                                                        Object{{"type", "Hostname"}, {"address", node}}}},
                                     {"conditions", List{Object{{"type", "Ready"}, {"status", "True"}}}},
                                     {"nodeInfo", Object{{"kubeletVersion", settings.version},
                                                         {"kernelVersion", "6.1.0-28-amd64"},
                                                         {"operatingSystem", "linux"}}}}}});
  store.put(
      {"storage.k8s.io", "storageclasses", "", "standard"},
      Object{{"apiVersion", "storage.k8s.io/v1"},
             {"kind", "StorageClass"},
             {"metadata", Object{{"name", "standard"},
                                 {"uid", store.next_uid()},
                                 {"annotations", Object{{"storageclass.kubernetes.io/is-default-class", "true"}}}}},
             {"provisioner", "sim.example.com/disk"}});
  // The first address of a range of the cluster's own.
  const auto octets = split(settings.node_ip, '.');
  store.put({"", "services", "default", "kubernetes"},
            Object{{"apiVersion", "v1"},
                   {"kind", "Service"},
                   {"metadata", Object{{"name", "kubernetes"}, {"namespace", "default"}, {"uid", "kubernetes"}}},
                   {"spec", Object{{"clusterIP", "10." + std::to_string(96 + std::stoi(octets[2])) + ".0.1"}}}});
  settle(*this);
}

std::vector<SimKind> SimState::kinds() const {
  std::vector<SimKind> all = built_in_kinds();
  for (const Value* definition : store.list("apiextensions.k8s.io", "customresourcedefinitions", ""))
    for (auto& kind : kinds_of_definition(*definition)) all.push_back(std::move(kind));
  return all;
}

std::optional<SimKind> SimState::find_kind(const std::string& group, const std::string& version,
                                           const std::string& plural) const {
  for (auto& kind : kinds())
    if (kind.group == group && kind.version == version && kind.plural == plural) return kind;
  return std::nullopt;
}

ServedResponse to_response(const SimAnswer& answer) {
  return text_response(answer.status, "application/json", document::to_json(answer.body) + "\n");
}

namespace {

std::string rest_of(const std::vector<std::string>& parts, std::size_t from) {
  return join(
      std::vector<std::string>(parts.begin() + static_cast<std::ptrdiff_t>(std::min(from, parts.size())), parts.end()),
      "/");
}

/// The verb that access rules know a request by.
std::string verb_of(const ServedRequest& request, const SimTarget& target) {
  if (request.method == "GET" || request.method == "HEAD")
    return !target.name.empty() ? "get" : request.parameter("watch") ? "watch" : "list";
  if (request.method == "POST") return "create";
  if (request.method == "PUT") return "update";
  return lower(request.method);
}

SimAnswer forbidden(const SimTarget& target, const std::string& verb) {
  const std::string where = target.namespace_name.empty()
                                ? "at the cluster scope"
                                : fmt::format("in the namespace \"{}\"", target.namespace_name);
  const std::string named = target.name.empty() ? "" : fmt::format(" \"{}\"", target.name);
  return failure(403, "Forbidden",
                 fmt::format("{}{} is forbidden: User \"sim-admin\" cannot {} resource \"{}\" in API group \"{}\" {}",
                             qualified_plural(target.kind), named, verb, target.kind.plural, target.kind.group, where),
                 target.kind, target.name);
}

SimWrite write_of(const ServedRequest& request) {
  SimWrite write;
  // A DELETE with a body has its options there, and the query is not looked at (objects 10).
  const bool has_options = request.method == "DELETE" && !request.body.empty();
  write.dry_run = !has_options && request.parameter_or_empty("dryRun") == "All";
  write.strict = request.parameter_or_empty("fieldValidation") == "Strict";
  write.force = request.parameter_or_empty("force") == "true";
  write.manager = request.parameter_or_empty("fieldManager");
  const bool applies = request.header("Content-Type").starts_with("application/apply-patch");
  // Without a name the server takes the user agent's product, except for apply, where the name is required.
  if (write.manager.empty() && !applies) {
    const std::string agent = request.header("User-Agent");
    write.manager = agent.substr(0, agent.find('/'));
  }
  return write;
}

SimAnswer patch(SimState& state, const SimTarget& target, const Value& body, const ServedRequest& request,
                const SimWrite& write) {
  const std::string type = request.header("Content-Type");
  if (type.starts_with("application/apply-patch")) return apply_object(state, target, body, write);
  if (type.starts_with("application/merge-patch")) return merge_object(state, target, body, write);
  return failure(415, "UnsupportedMediaType",
                 "the body of the request was in an unknown format - accepted media types include: "
                 "application/merge-patch+json, application/apply-patch+yaml");
}

SimAnswer write_object(SimState& state, SimTarget target, const Value& body, const ServedRequest& request) {
  const SimWrite write = write_of(request);
  if (request.method == "POST" && target.name.empty()) return create_object(state, target, body, write);
  if (target.name.empty())
    return failure(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  if (request.method == "PUT") return replace_object(state, target, body, write);
  if (request.method == "PATCH") return patch(state, target, body, request, write);
  if (request.method == "DELETE") return delete_object(state, target, body, write);
  return failure(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
}

Result<Value> body_of(const ServedRequest& request) {
  if (trim(request.body).empty()) return Value(Object{});
  if (trim(request.body).starts_with('{')) return document::parse_json(request.body, "request");
  return document::parse_yaml(request.body, "request");
}

SimAnswer answer_resource(SimState& state, const SimTarget& target, const ServedRequest& request) {
  const std::string verb = verb_of(request, target);
  const bool over_all = target.kind.namespaced && target.namespace_name.empty();
  if (is_denied(state, verb, target.kind.plural, over_all)) return forbidden(target, verb);
  const auto body = body_of(request);
  if (!body) return failure(400, "BadRequest", "the object provided is unrecognized: " + body.error().what);
  if (target.kind.plural == "selfsubjectaccessreviews" && request.method == "POST") return review_access(state, *body);
  if (verb == "get") return get_object(state, target);
  if (verb == "list") return list_objects(state, target, request);
  if (verb == "watch") return failure(405, "MethodNotAllowed", "this simulated server has no watches");
  SimAnswer answer = write_object(state, target, *body, request);
  if (answer.status < 300) settle(state);
  return answer;
}

ServedResponse answer_version(const SimState& state) {
  const auto parts = split(state.settings.version.substr(1), '.');
  return to_response({200, Object{{"major", parts[0]},
                                  {"minor", parts.size() > 1 ? parts[1] : "0"},
                                  {"gitVersion", state.settings.version},
                                  {"platform", "linux/amd64"}}});
}

}  // namespace

std::optional<SimTarget> parse_target(const SimState& state, const std::string& path) {
  auto parts = split(path.substr(path.empty() ? 0 : 1), '/');
  const bool core = parts[0] == "api";
  const std::size_t prefix = core ? 2 : 3;
  if ((!core && parts[0] != "apis") || parts.size() <= prefix) return std::nullopt;
  const std::string group = core ? "" : parts[1];
  const std::string version = parts[prefix - 1];
  std::size_t at = prefix;
  SimTarget target;
  if (parts[at] == "namespaces" && parts.size() > at + 2 && parts[at + 2] != "status") {
    target.namespace_name = percent_decode(parts[at + 1], false);
    at += 2;
  }
  const auto kind = state.find_kind(group, version, parts[at]);
  if (!kind) return std::nullopt;
  target.kind = *kind;
  if (parts.size() > at + 1) target.name = percent_decode(parts[at + 1], false);
  if (parts.size() > at + 2) target.subresource = parts[at + 2];
  target.rest = rest_of(parts, at + 3);
  return target;
}

bool is_denied(const SimState& state, const std::string& verb, const std::string& plural, bool over_all_namespaces) {
  const auto& denied = state.faults.denied;
  return std::any_of(denied.begin(), denied.end(), [&](const SimDenial& denial) {
    if (denial.only_over_all_namespaces && !over_all_namespaces) return false;
    return (denial.verb == "*" || denial.verb == verb) && (denial.plural == "*" || denial.plural == plural);
  });
}

SimAnswer review_access(const SimState& state, const Value& review) {
  const Value& wanted = review.at({"spec", "resourceAttributes"});
  const bool denied = is_denied(state, wanted["verb"].as_string(), wanted["resource"].as_string());
  Value answer = review;
  answer.object().set("status", Object{{"allowed", !denied}, {"reason", denied ? "denied by the test" : "allowed"}});
  return {201, answer};
}

SimAnswer get_object(const SimState& state, const SimTarget& target) {
  const Value* object = state.store.find(target.key());
  if (object == nullptr) return not_found(target.kind, target.name);
  return {200, *object};
}

namespace {

std::string position_of(const Value& object) { return namespace_of(object) + "/" + name_of(object); }

std::vector<const Value*> select_objects(const SimState& state, const SimTarget& target, const ServedRequest& request) {
  auto found = state.store.list(target.kind.group, target.kind.plural, target.namespace_name);
  const std::string labels = request.parameter_or_empty("labelSelector");
  const std::string fields = request.parameter_or_empty("fieldSelector");
  std::erase_if(found, [&](const Value* object) {
    return !matches_selector(object->at({"metadata", "labels"}), labels) || !matches_fields(*object, fields);
  });
  if (const auto token = base64_decode(request.parameter_or_empty("continue")); token && !token->empty())
    std::erase_if(found, [&](const Value* object) { return position_of(*object) <= *token; });
  return found;
}

}  // namespace

SimAnswer list_objects(const SimState& state, const SimTarget& target, const ServedRequest& request) {
  const auto found = select_objects(state, target, request);
  const std::string limit_text = request.parameter_or_empty("limit");
  const std::size_t limit = limit_text.empty() || limit_text == "0" ? found.size() : std::stoul(limit_text);
  List items;
  for (const Value* object : found) {
    if (items.size() == limit) break;
    Value item = *object;
    if (!target.kind.custom) {  // lists of built-in kinds say the kind once, in the list's own
      item.object().erase("kind");
      item.object().erase("apiVersion");
    }
    items.push_back(std::move(item));
  }
  Object metadata{{"resourceVersion", std::to_string(state.store.revision())}};
  if (items.size() < found.size()) {
    metadata.set("continue", base64_encode(position_of(*found[items.size() - 1])));
    metadata.set("remainingItemCount", static_cast<std::int64_t>(found.size() - items.size()));
  }
  return {200, Object{{"kind", target.kind.kind + "List"},
                      {"apiVersion", target.kind.api_version()},
                      {"metadata", std::move(metadata)},
                      {"items", std::move(items)}}};
}

ServedResponse answer_request(SimState& state, const ServedRequest& request) {
  if (request.path == "/version") return answer_version(state);
  if (request.path == "/readyz" || request.path == "/livez" || request.path == "/healthz")
    return text_response(200, "text/plain; charset=utf-8", "ok");
  if (const auto discovery = discover_resources(state, request)) return *discovery;
  const auto target = parse_target(state, request.path);
  const bool unserved = target && target->kind.custom && request.method != "GET" && state.faults.unserved > 0;
  if (unserved) --state.faults.unserved;
  if (target && !unserved) return to_response(answer_resource(state, *target, request));
  if (request.path.starts_with("/api/v1/"))
    return to_response(failure(404, "NotFound", "the server could not find the requested resource"));
  return text_response(404, "text/plain; charset=utf-8", "404 page not found\n");
}

}  // namespace corootctl::support
