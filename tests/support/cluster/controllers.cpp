/// What the controller manager and the kubelets of a small cluster would do, at once: pods of workloads, their state,
/// rollout status, bound volumes, established definitions, active namespaces.
#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/base64.hpp"
#include "document/json.hpp"
#include "http/crypto.hpp"
#include "support/cluster/state.hpp"

namespace corootctl::support {

using document::List;
using document::Object;
using document::Value;

namespace {
const SimKind pod_kind{"", "v1", "Pod", "pods", true, false, false, false};

bool store_if_changed(SimState& state, const ObjectKey& key, Value object) {
  const Value* live = state.store.find(key);
  if (live != nullptr && *live == object) return false;
  state.store.put(key, std::move(object));
  return true;
}

bool set_status(SimState& state, const ObjectKey& key, Value status) {
  Value object = *state.store.find(key);
  object.object().set("status", std::move(status));
  return store_if_changed(state, key, std::move(object));
}

Value condition(const SimState& state, const char* type, bool met, const char* reason) {
  return Object{
      {"type", type}, {"status", met ? "True" : "False"}, {"reason", reason}, {"lastTransitionTime", state.now}};
}

/// The status that was there, when only times would change.
Value keep_times(const Value& before, Value status) {
  const auto strip = [](Value value) {
    for (Value& entry : value.make({"conditions"}).list()) entry.object().erase("lastTransitionTime");
    return value;
  };
  return !before.is_null() && strip(before) == strip(status) ? before : status;
}

/// The Secret or key that a container needs and that is not there: such a pod waits.
std::string missing_secret(const SimState& state, const std::string& namespace_name, const Value& container) {
  for (const Value& variable : container["env"].as_list()) {
    const Value& wanted = variable.at({"valueFrom", "secretKeyRef"});
    if (!wanted.is_object() || wanted["optional"].as_bool()) continue;
    const std::string& name = wanted["name"].as_string();
    const Value* secret = state.store.find({"", "secrets", namespace_name, name});
    if (secret == nullptr) return fmt::format("secret \"{}\" not found", name);
    if ((*secret)["data"][std::string_view(wanted["key"].as_string())].is_null())
      return fmt::format("couldn't find key {} in Secret {}/{}", wanted["key"].as_string(), namespace_name, name);
  }
  return {};
}

struct Waiting {
  std::string reason{}, message{};
};

/// Environment variables are read at the start: a container that runs does not miss a key.
bool runs_already(const Value& pod, const Value& container) {
  for (const Value& status : pod.at({"status", "containerStatuses"}).as_list())
    if (status["name"] == container["name"] && status.at({"state", "running"}).is_object()) return true;
  return false;
}

Waiting why_waiting(const SimState& state, const std::string& workload, const Value& pod, const Value& container) {
  if (const auto it = state.faults.stuck_pods.find(workload); it != state.faults.stuck_pods.end())
    return {it->second, fmt::format("container \"{}\" cannot start", container["name"].as_string())};
  const std::string message = runs_already(pod, container) ? "" : missing_secret(state, namespace_of(pod), container);
  return message.empty() ? Waiting{} : Waiting{"CreateContainerConfigError", message};
}

Value pod_status(const SimState& state, const std::string& workload, const Value& pod) {
  List containers;
  bool ready = true;
  for (const Value& container : pod.at({"spec", "containers"}).as_list()) {
    const auto waiting = why_waiting(state, workload, pod, container);
    const bool up = waiting.reason.empty();
    ready = ready && up;
    Value runs = up ? Object{{"running", Object{{"startedAt", pod.at({"metadata", "creationTimestamp"})}}}}
                    : Object{{"waiting", Object{{"reason", waiting.reason}, {"message", waiting.message}}}};
    containers.emplace_back(Object{{"name", container["name"]},
                                   {"image", container["image"]},
                                   {"ready", up},
                                   {"started", up},
                                   {"restartCount", 0},
                                   {"state", std::move(runs)}});
  }
  const std::string& uid = pod.at({"metadata", "uid"}).as_string();
  return Object{{"phase", ready ? "Running" : "Pending"},
                {"hostIP", state.settings.node_ip},
                {"podIP", fmt::format("10.244.0.{}", std::stoi(uid.substr(0, 4), nullptr, 16) % 250 + 2)},
                {"conditions", List{condition(state, "PodScheduled", true, "Scheduled"),
                                    condition(state, "Ready", ready, ready ? "Started" : "ContainersNotReady")}},
                {"containerStatuses", std::move(containers)}};
}

bool is_ready(const Value& pod) {
  const List& conditions = pod.at({"status", "conditions"}).as_list();
  return std::any_of(conditions.begin(), conditions.end(), [](const Value& entry) {
    return entry["type"].as_string() == "Ready" && entry["status"].as_string() == "True";
  });
}

Value owner_reference(const SimKind& kind, const Value& owner) {
  return Object{{"apiVersion", kind.api_version()},     {"kind", kind.kind},  {"name", name_of(owner)},
                {"uid", owner.at({"metadata", "uid"})}, {"controller", true}, {"blockOwnerDeletion", true}};
}

struct Workload {
  SimKind kind{};
  ObjectKey key{};
  Value object{};
  std::string revision{};  ///< of the pod template
};

std::string revision_of(const Value& workload) {
  return http::sha256_hex(document::to_json(workload.at({"spec", "template"}))).substr(0, 10);
}

/// Whether a node has the labels that the pods ask for.
bool fits_node(const Value& node, const Workload& workload) {
  const auto& wanted = workload.object.at({"spec", "template", "spec", "nodeSelector"}).as_object();
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& label) {
    return node.at({"metadata", "labels"})[std::string_view(label.key)] == label.value;
  });
}

std::vector<std::string> wanted_pods(const SimState& state, const Workload& workload) {
  const std::string name = name_of(workload.object);
  std::vector<std::string> names;
  if (workload.kind.kind == "DaemonSet") {  // one for each node that fits
    for (const Value* node : state.store.list("", "nodes", "")) {
      const auto number = names.empty() ? "" : std::to_string(names.size());
      if (fits_node(*node, workload)) names.push_back(name + "-" + workload.revision.substr(0, 5) + number);
    }
    return names;
  }
  for (std::int64_t i = 0; i < workload.object.at({"spec", "replicas"}).as_integer(1); ++i) {
    const auto made = workload.revision + "-" + http::sha256_hex(std::to_string(i)).substr(0, 5);
    names.push_back(name + "-" + (workload.kind.kind == "StatefulSet" ? std::to_string(i) : made));
  }
  return names;
}

std::string decoded(const Value& text) { return base64_decode(text.as_string()).value_or(""); }

/// A container reads its variables and files once, when it starts.
void remember_start(SimState& state, const Value& pod) {
  const std::string& uid = pod.at({"metadata", "uid"}).as_string();
  if (pod.at({"status", "phase"}).as_string() != "Running" || state.started.contains(uid)) return;
  auto& read = state.started[uid];
  for (const Value& container : pod.at({"spec", "containers"}).as_list()) {
    for (const Value& variable : container["env"].as_list()) {
      const Value& wanted = variable.at({"valueFrom", "secretKeyRef"});
      const Value* secret = state.store.find({"", "secrets", namespace_of(pod), wanted["name"].as_string()});
      if (!wanted.is_object() || secret == nullptr) continue;
      read[variable["name"].as_string()] = decoded((*secret)["data"][std::string_view(wanted["key"].as_string())]);
    }
  }
  for (const Value& volume : pod.at({"spec", "volumes"}).as_list()) {
    const auto& name = volume.at({"configMap", "name"}).as_string();
    const Value* map = name.empty() ? nullptr : state.store.find({"", "configmaps", namespace_of(pod), name});
    if (map == nullptr) continue;
    for (const auto& [file, content] : (*map)["binaryData"].as_object()) read[file] = decoded(content);
  }
}

bool add_pod(SimState& state, const Workload& workload, const std::string& name) {
  const ObjectKey key{"", "pods", workload.key.namespace_name, name};
  const Value* live = state.store.find(key);
  const char* label = workload.kind.kind == "Deployment" ? "pod-template-hash" : "controller-revision-hash";
  if (live == nullptr || live->at({"metadata", "labels", label}).as_string() != workload.revision) {
    Value pod = Object{{"apiVersion", "v1"}, {"kind", "Pod"}};
    pod.object().set("metadata", workload.object.at({"spec", "template", "metadata"}));
    Value& metadata = pod.make({"metadata"});
    metadata.object().set("name", name);
    metadata.object().set("namespace", key.namespace_name);
    metadata.object().set("uid", state.store.next_uid());
    metadata.object().set("creationTimestamp", state.now);
    metadata.make({"labels", label}) = workload.revision;
    metadata.object().set("ownerReferences", List{owner_reference(workload.kind, workload.object)});
    pod.object().set("spec", workload.object.at({"spec", "template", "spec"}));
    pod.make({"spec", "nodeName"}) = state.settings.name + "-node-1";
    state.store.put(key, std::move(pod));
  }
  const Value pod = *state.store.find(key);
  const bool changed = set_status(state, key, keep_times(pod["status"], pod_status(state, workload.key.name, pod)));
  remember_start(state, *state.store.find(key));
  return changed || live == nullptr;
}

/// Pods of this workload by ownership.
std::vector<ObjectKey> owned_pods(const SimState& state, const Workload& workload) {
  std::vector<ObjectKey> keys;
  for (const Value* pod : state.store.list("", "pods", workload.key.namespace_name))
    if (pod->at({"metadata", "ownerReferences"})[std::size_t{0}]["uid"] == workload.object.at({"metadata", "uid"}))
      keys.push_back({"", "pods", workload.key.namespace_name, name_of(*pod)});
  return keys;
}

Value workload_status(const SimState& state, const Workload& workload, int wanted, int total, int ready) {
  const Value& generation = workload.object.at({"metadata", "generation"});
  if (workload.kind.kind == "DaemonSet")
    return Object{{"observedGeneration", generation},
                  {"desiredNumberScheduled", wanted},
                  {"currentNumberScheduled", total},
                  {"updatedNumberScheduled", total},
                  {"numberReady", ready},
                  {"numberAvailable", ready},
                  {"numberUnavailable", wanted - ready},
                  {"numberMisscheduled", 0}};
  Object status{{"observedGeneration", generation},
                {"replicas", total},
                {"updatedReplicas", total},
                {"readyReplicas", ready},
                {"availableReplicas", ready}};
  if (workload.kind.kind == "StatefulSet") {
    const std::string revision = workload.key.name + "-" + workload.revision;
    status.set("currentReplicas", total);
    status.set("currentRevision", revision);
    status.set("updateRevision", revision);
  } else {
    status.set("conditions", List{condition(state, "Available", ready == total, "MinimumReplicas"),
                                  condition(state, "Progressing", true, "NewReplicaSetAvailable")});
  }
  return status;
}

bool claim_volumes(SimState& state, const Workload& workload, const std::string& pod) {
  bool changed = false;
  for (const Value& claim : workload.object.at({"spec", "volumeClaimTemplates"}).as_list()) {
    const ObjectKey key{"", "persistentvolumeclaims", workload.key.namespace_name, name_of(claim) + "-" + pod};
    if (state.store.find(key) != nullptr) continue;
    Value object = Object{{"apiVersion", "v1"},
                          {"kind", "PersistentVolumeClaim"},
                          {"metadata", Object{{"name", key.name},
                                              {"namespace", key.namespace_name},
                                              {"uid", state.store.next_uid()},
                                              {"creationTimestamp", state.now},
                                              {"labels", workload.object.at({"spec", "selector", "matchLabels"})}}},
                          {"spec", claim["spec"]}};
    state.store.put(key, std::move(object));
    changed = true;
  }
  return changed;
}

/// The Pod Security level that keeps this workload's pods out, or "".
std::string refusing_level(const SimState& state, const Workload& workload) {
  const List& containers = workload.object.at({"spec", "template", "spec", "containers"}).as_list();
  const bool privileged = std::any_of(containers.begin(), containers.end(), [](const Value& container) {
    return container.at({"securityContext", "privileged"}).as_bool();
  });
  const Value* space = state.store.find({"", "namespaces", "", workload.key.namespace_name});
  if (!privileged || space == nullptr) return "";
  const auto level =
      space->at({"metadata", "labels", "pod-security.kubernetes.io/enforce"}).string_or(state.faults.pod_security);
  return level == "privileged" ? "" : level;
}

/// As the controller manager does: an event about the workload.
bool record_refusal(SimState& state, const Workload& workload, const std::string& pod, const std::string& level) {
  const ObjectKey key{"", "events", workload.key.namespace_name, workload.key.name + ".refused"};
  if (state.store.find(key) != nullptr) return false;
  state.store.put(key, Object{{"apiVersion", "v1"},
                              {"kind", "Event"},
                              {"metadata", Object{{"name", key.name}, {"namespace", key.namespace_name}}},
                              {"type", "Warning"},
                              {"reason", "FailedCreate"},
                              {"message", fmt::format("Error creating: pods \"{}\" is forbidden: violates PodSecurity "
                                                      "\"{}:latest\": privileged",
                                                      pod, level)},
                              {"lastTimestamp", state.now},
                              {"involvedObject", Object{{"kind", workload.kind.kind}, {"name", workload.key.name}}}});
  return true;
}

bool settle_workload(SimState& state, const Workload& workload) {
  bool changed = false;
  const auto names = wanted_pods(state, workload);
  const std::set<std::string> wanted(names.begin(), names.end());
  for (const auto& key : owned_pods(state, workload)) {
    if (wanted.contains(key.name)) continue;
    state.store.erase(key);
    changed = true;
  }
  int total = 0;
  int ready = 0;
  for (const auto& name : names) {
    if (const auto level = refusing_level(state, workload); !level.empty()) {
      changed = record_refusal(state, workload, name, level) || changed;
      continue;
    }
    if (workload.kind.kind == "StatefulSet") changed = claim_volumes(state, workload, name) || changed;
    changed = add_pod(state, workload, name) || changed;
    ++total;
    if (is_ready(*state.store.find({"", "pods", workload.key.namespace_name, name}))) ++ready;
  }
  Value status = workload_status(state, workload, static_cast<int>(names.size()), total, ready);
  if (workload.kind.kind == "Deployment") status = keep_times(workload.object["status"], std::move(status));
  return set_status(state, workload.key, std::move(status)) || changed;
}

bool settle_claims(SimState& state) {
  bool changed = false;
  for (const auto& key : state.store.keys()) {
    if (key.plural != "persistentvolumeclaims") continue;
    Value claim = *state.store.find(key);
    claim.make({"spec", "volumeName"}) = "pvc-" + claim.at({"metadata", "uid"}).as_string();
    claim.object().set("status", Object{{"phase", "Bound"}, {"capacity", claim.at({"spec", "resources", "requests"})}});
    changed = store_if_changed(state, key, std::move(claim)) || changed;
  }
  return changed;
}

bool settle_definitions(SimState& state) {
  bool changed = false;
  for (const auto& key : state.store.keys()) {
    if (key.plural != "customresourcedefinitions") continue;
    const Value& definition = *state.store.find(key);
    List versions;
    for (const Value& version : definition.at({"spec", "versions"}).as_list())
      if (version["storage"].as_bool()) versions.push_back(version["name"]);
    Value status = Object{{"conditions", List{condition(state, "NamesAccepted", true, "NoConflicts"),
                                              condition(state, "Established", true, "InitialNamesAccepted")}},
                          {"acceptedNames", definition.at({"spec", "names"})},
                          {"storedVersions", std::move(versions)}};
    changed = set_status(state, key, keep_times(definition["status"], std::move(status))) || changed;
  }
  return changed;
}

/// Active, or on its way out with what holds it; gone when nothing does.
bool settle_namespace(SimState& state, const ObjectKey& key) {
  const Value& space = *state.store.find(key);
  if (space.at({"metadata", "deletionTimestamp"}).is_null()) return set_status(state, key, Object{{"phase", "Active"}});
  std::string held;
  for (const auto& inside : state.store.keys())
    if (inside.namespace_name == key.name) held += (held.empty() ? "" : ", ") + inside.plural + " " + inside.name;
  if (held.empty() && space.at({"metadata", "finalizers"}).as_list().empty()) {
    state.store.erase(key);
    return true;
  }
  Value remaining = condition(state, "NamespaceContentRemaining", !held.empty(), "SomeResourcesRemain");
  remaining.object().set("message", "Some resources are remaining: " + held);
  Value status = Object{{"phase", "Terminating"}, {"conditions", List{std::move(remaining)}}};
  return set_status(state, key, keep_times(space["status"], std::move(status)));
}

bool settle_services(SimState& state) {
  bool changed = false;
  for (const auto& key : state.store.keys()) {
    const bool service = key.group.empty() && key.plural == "services";
    if (key.group.empty() && key.plural == "namespaces") changed = settle_namespace(state, key) || changed;
    if (!service || state.settings.load_balancer_ip.empty()) continue;
    if (state.store.find(key)->at({"spec", "type"}).as_string() != "LoadBalancer") continue;
    Value ingress = List{Object{{"ip", state.settings.load_balancer_ip}}};
    changed = set_status(state, key, Object{{"loadBalancer", Object{{"ingress", std::move(ingress)}}}}) || changed;
  }
  return changed;
}

bool settle_workloads(SimState& state) {
  bool changed = false;
  for (const auto& kind : built_in_kinds()) {
    if (kind.kind != "Deployment" && kind.kind != "StatefulSet" && kind.kind != "DaemonSet") continue;
    std::vector<Workload> found;
    for (const Value* object : state.store.list(kind.group, kind.plural, ""))
      found.push_back(
          {kind, {kind.group, kind.plural, namespace_of(*object), name_of(*object)}, *object, revision_of(*object)});
    for (const auto& workload : found) changed = settle_workload(state, workload) || changed;
  }
  return changed;
}

}  // namespace

void settle(SimState& state) {
  // A fixed point: pods change workloads, workloads make claims. Four rounds are plenty; ten say that something flaps.
  state.store.collect_garbage();
  settle_jobs(state);
  for (int round = 0; round < 10; ++round) {
    const bool workloads = settle_workloads(state);
    const bool claims = settle_claims(state);
    const bool definitions = settle_definitions(state);
    const bool services = settle_services(state);
    if (!workloads && !claims && !definitions && !services) return;
  }
}

}  // namespace corootctl::support
