/// Defaults and validation of objects before they are stored: services, workloads, secrets, custom resources.
#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "support/cluster/schema.hpp"
#include "support/cluster/state.hpp"

namespace corootctl::support {

using document::List;
using document::Object;
using document::Value;

namespace {

constexpr int first_node_port = 30000;
constexpr int last_node_port = 32767;

void default_to(Value& object, std::string_view key, Value value) {
  if (object[key].is_null()) object.object().set(key, std::move(value));
}

std::set<std::int64_t> used_node_ports(const SimState& state, const ObjectKey& except) {
  std::set<std::int64_t> ports;
  for (const Value* service : state.store.list("", "services", "")) {
    if (namespace_of(*service) == except.namespace_name && name_of(*service) == except.name) continue;
    for (const Value& port : service->at({"spec", "ports"}).as_list())
      if (port["nodePort"].is_integer()) ports.insert(port["nodePort"].as_integer());
  }
  return ports;
}

/// The port that the stored service already has for the same name or number.
Value kept_node_port(const Value* before, const Value& port) {
  if (before == nullptr) return {};
  for (const Value& old : before->at({"spec", "ports"}).as_list())
    if (old["port"] == port["port"] && old["name"] == port["name"]) return old["nodePort"];
  return {};
}

std::optional<SimAnswer> admit_node_port(const SimTarget& target, std::size_t index, Value& port, const Value* before,
                                         std::set<std::int64_t>& used) {
  if (port["nodePort"].is_null()) port.object().set("nodePort", kept_node_port(before, port));
  if (port["nodePort"].is_null()) {
    int free_port = first_node_port;
    while (used.contains(free_port)) ++free_port;
    port.object().set("nodePort", free_port);
  }
  const std::int64_t number = port["nodePort"].as_integer();
  const std::string field = fmt::format("spec.ports[{}].nodePort", index);
  if (number < first_node_port || number > last_node_port)
    return invalid(
        target.kind, target.name,
        {{"FieldValueInvalid",
          fmt::format("Invalid value: {}: provided port is not in the valid range. The range of valid ports is {}-{}",
                      number, first_node_port, last_node_port),
          field}});
  if (!used.insert(number).second)
    return invalid(
        target.kind, target.name,
        {{"FieldValueInvalid", fmt::format("Invalid value: {}: provided port is already allocated", number), field}});
  return std::nullopt;
}

std::optional<SimAnswer> admit_service(const SimState& state, const SimTarget& target, const Value* before,
                                       Value& object) {
  Value& spec = object.make({"spec"});
  default_to(spec, "type", "ClusterIP");
  const Value kept = before == nullptr ? Value() : before->at({"spec", "clusterIP"});
  default_to(spec, "clusterIP",
             kept.is_string() ? kept
                              : Value(fmt::format("10.96.{}.{}", state.store.revision() / 250 % 250,
                                                  state.store.revision() % 250 + 1)));
  const bool exposed = spec["type"].as_string() != "ClusterIP";
  std::set<std::int64_t> used = used_node_ports(state, target.key());
  List& ports = spec.make({"ports"}).list();
  for (std::size_t i = 0; i < ports.size(); ++i) {
    default_to(ports[i], "protocol", "TCP");
    default_to(ports[i], "targetPort", ports[i]["port"]);
    if (!exposed) continue;
    if (auto refused = admit_node_port(target, i, ports[i], before, used)) return refused;
  }
  default_to(object, "status", Object{{"loadBalancer", Object{}}});
  return std::nullopt;
}

std::optional<SimAnswer> admit_privileged(const SimTarget& target, const Value& pod_spec, const std::string& path) {
  std::vector<StatusCause> causes;
  const List& containers = pod_spec["containers"].as_list();
  for (std::size_t i = 0; i < containers.size(); ++i) {
    if (!containers[i].at({"securityContext", "privileged"}).as_bool()) continue;
    causes.push_back({"FieldValueForbidden", "Forbidden: disallowed by cluster policy",
                      fmt::format("{}.containers[{}].securityContext.privileged", path, i)});
  }
  if (causes.empty()) return std::nullopt;
  return invalid(target.kind, target.name, causes);
}

/// Pod Security by the namespace's label, else by the cluster's default (objects 28, 29).
std::optional<SimAnswer> admit_pod(const SimState& state, const SimTarget& target, const Value& pod_spec) {
  const Value* space = state.store.find({"", "namespaces", "", target.namespace_name});
  const auto& label =
      space == nullptr ? Value() : space->at({"metadata", "labels", "pod-security.kubernetes.io/enforce"});
  const std::string level = label.string_or(state.faults.pod_security);
  for (const auto& container : pod_spec["containers"].as_list()) {
    if (level.empty() || level == "privileged") break;
    if (!container.at({"securityContext", "privileged"}).as_bool()) continue;
    return failure(403, "Forbidden",
                   fmt::format("pods \"{}\" is forbidden: violates PodSecurity \"{}:latest\": privileged (container "
                               "\"{}\" must not set securityContext.privileged=true)",
                               target.name, level, container["name"].as_string()),
                   target.kind, target.name);
  }
  return state.faults.refuse_privileged ? admit_privileged(target, pod_spec, "spec") : std::nullopt;
}

std::optional<SimAnswer> admit_workload(const SimState& state, const SimTarget& target, Value& object) {
  Value& spec = object.make({"spec"});
  const std::string& kind = target.kind.kind;
  if (kind != "DaemonSet") default_to(spec, "replicas", 1);
  if (kind == "Deployment") default_to(spec, "strategy", Object{{"type", "RollingUpdate"}});
  if (kind == "StatefulSet")
    default_to(spec, "updateStrategy", Object{{"type", "RollingUpdate"}, {"rollingUpdate", Object{{"partition", 0}}}});
  if (kind == "DaemonSet") default_to(spec, "updateStrategy", Object{{"type", "RollingUpdate"}});
  const Value& selector = spec.at({"selector", "matchLabels"});
  const Value& labels = spec.at({"template", "metadata", "labels"});
  for (const auto& label : selector.as_object()) {
    if (labels[std::string_view(label.key)] == label.value) continue;
    return invalid(target.kind, target.name,
                   {{"FieldValueInvalid", "Invalid value: `selector` does not match template `labels`",
                     "spec.template.metadata.labels"}});
  }
  if (!state.faults.refuse_privileged) return std::nullopt;
  return admit_privileged(target, spec.at({"template", "spec"}), "spec.template.spec");
}

std::optional<SimAnswer> admit_secret(const SimTarget& target, Value& object) {
  for (const auto& member : object["stringData"].as_object())
    object.make({"data"}).object().set(member.key, base64_encode(member.value.as_string()));
  object.object().erase("stringData");
  default_to(object, "type", "Opaque");
  for (const auto& member : object["data"].as_object()) {
    if (member.value.is_string() && base64_decode(member.value.as_string())) continue;
    return failure(400, "BadRequest",
                   fmt::format("Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data in data.{}",
                               member.key),
                   target.kind, target.name);
  }
  return std::nullopt;
}

std::optional<SimAnswer> admit_custom(const SimState& state, const SimTarget& target, Value& object, bool strict) {
  const Value* definition =
      state.store.find({"apiextensions.k8s.io", "customresourcedefinitions", "", qualified_plural(target.kind)});
  if (definition == nullptr) return std::nullopt;
  const Value& schema = schema_of(*definition, target.kind.version);
  if (!schema.is_object()) return std::nullopt;
  if (const auto unknown = unknown_fields(schema, object); strict && !unknown.empty()) {
    std::vector<std::string> texts;
    for (const auto& path : unknown) texts.push_back(fmt::format("unknown field \"{}\"", path));
    return failure(400, "BadRequest",
                   fmt::format("{0} in version \"{1}\" cannot be handled as a {0}: strict decoding error: {2}",
                               target.kind.kind, target.kind.version, join(texts, ", ")));
  }
  prune_and_default(schema, object);
  const auto causes = schema_violations(schema, object);
  if (!causes.empty()) return invalid(target.kind, target.name, causes);
  return std::nullopt;
}

/// What is new in a namespace needs one, and one that stays.
std::optional<SimAnswer> admit_into_namespace(const SimState& state, const SimTarget& target) {
  const Value* space = state.store.find({"", "namespaces", "", target.namespace_name});
  if (space == nullptr)
    return not_found(SimKind{"", "v1", "Namespace", "namespaces", false, false, false, false}, target.namespace_name);
  if (space->at({"metadata", "deletionTimestamp"}).is_null()) return std::nullopt;
  return failure(403, "Forbidden",
                 fmt::format("{} \"{}\" is forbidden: unable to create new content in namespace {} because it is being "
                             "terminated",
                             qualified_plural(target.kind), target.name, target.namespace_name),
                 target.kind, target.name,
                 {{"NamespaceTerminating", fmt::format("namespace {} is being terminated", target.namespace_name),
                   "metadata.namespace"}});
}

bool is_dns_name(const std::string& name) {
  return !name.empty() && name.size() <= 253 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
  });
}

}  // namespace

std::optional<SimAnswer> admit(const SimState& state, const SimTarget& target, const Value* before, Value& object,
                               bool strict) {
  const SimKind& kind = target.kind;
  if (!is_dns_name(target.name))
    return invalid(kind, target.name,
                   {{"FieldValueInvalid",
                     fmt::format("Invalid value: \"{}\": a lowercase RFC 1123 subdomain must consist of lower case "
                                 "alphanumeric characters, '-' or '.'",
                                 target.name),
                     "metadata.name"}});
  if (kind.namespaced && before == nullptr) {
    if (auto refused = admit_into_namespace(state, target)) return refused;
  }
  if (kind.custom) return admit_custom(state, target, object, strict);
  if (kind.plural == "services") return admit_service(state, target, before, object);
  if (kind.plural == "secrets") return admit_secret(target, object);
  if (kind.group == "apps" && kind.kind != "ReplicaSet") return admit_workload(state, target, object);
  if (kind.plural == "pods") return admit_pod(state, target, object["spec"]);
  return std::nullopt;
}

}  // namespace corootctl::support
