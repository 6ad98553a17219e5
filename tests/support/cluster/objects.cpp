#include "support/cluster/objects.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "http/crypto.hpp"

namespace corootctl::support {

using document::List;
using document::Object;
using document::Value;

namespace {

SimKind plain(const char* group, const char* version, const char* kind, const char* plural, bool namespaced = true) {
  return SimKind{group, version, kind, plural, namespaced, false, false, false};
}

/// A kind with spec and status apart.
SimKind managed(const char* group, const char* version, const char* kind, const char* plural, bool namespaced = true) {
  return SimKind{group, version, kind, plural, namespaced, true, true, false};
}

}  // namespace

std::vector<SimKind> built_in_kinds() {
  SimKind service = plain("", "v1", "Service", "services");
  service.has_status = true;
  return {plain("", "v1", "Namespace", "namespaces", false),
          plain("", "v1", "Node", "nodes", false),
          plain("", "v1", "Pod", "pods"),
          service,
          plain("", "v1", "Secret", "secrets"),
          plain("", "v1", "ConfigMap", "configmaps"),
          plain("", "v1", "Event", "events"),
          plain("", "v1", "Endpoints", "endpoints"),
          plain("", "v1", "ServiceAccount", "serviceaccounts"),
          plain("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims"),
          plain("", "v1", "PersistentVolume", "persistentvolumes", false),
          plain("", "v1", "ResourceQuota", "resourcequotas"),
          managed("apps", "v1", "Deployment", "deployments"),
          managed("apps", "v1", "StatefulSet", "statefulsets"),
          managed("apps", "v1", "DaemonSet", "daemonsets"),
          managed("apps", "v1", "ReplicaSet", "replicasets"),
          managed("batch", "v1", "Job", "jobs"),
          managed("networking.k8s.io", "v1", "Ingress", "ingresses"),
          plain("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies"),
          plain("rbac.authorization.k8s.io", "v1", "Role", "roles"),
          plain("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings"),
          plain("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", false),
          plain("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", false),
          plain("storage.k8s.io", "v1", "StorageClass", "storageclasses", false),
          plain("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets"),
          plain("authorization.k8s.io", "v1", "SelfSubjectAccessReview", "selfsubjectaccessreviews", false),
          managed("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false)};
}

std::vector<SimKind> kinds_of_definition(const Value& definition) {
  std::vector<SimKind> kinds;
  const Value& spec = definition["spec"];
  for (const Value& version : spec["versions"].as_list()) {
    if (!version["served"].as_bool()) continue;
    kinds.push_back(SimKind{spec["group"].as_string(), version["name"].as_string(),
                            spec.at({"names", "kind"}).as_string(), spec.at({"names", "plural"}).as_string(),
                            spec["scope"].as_string() == "Namespaced", version["subresources"]["status"].is_object(),
                            true, true});
  }
  return kinds;
}

SimAnswer failure(int code, std::string_view reason, std::string_view message) {
  return {code, Object{{"kind", "Status"},
                       {"apiVersion", "v1"},
                       {"metadata", Object{}},
                       {"status", "Failure"},
                       {"message", message},
                       {"reason", reason},
                       {"code", code}}};
}

SimAnswer failure(int code, std::string_view reason, std::string_view message, const SimKind& kind,
                  std::string_view name, const std::vector<StatusCause>& causes) {
  SimAnswer answer = failure(code, reason, message);
  Object details;
  if (!name.empty()) details.set("name", name);
  if (!kind.group.empty()) details.set("group", kind.group);
  // Invalid names the kind, every other reason the plural: so does the real server.
  details.set("kind", reason == "Invalid" ? kind.kind : kind.plural);
  List list;
  for (const auto& cause : causes)
    list.emplace_back(Object{{"reason", cause.reason}, {"message", cause.message}, {"field", cause.field}});
  if (!list.empty()) details.set("causes", std::move(list));
  answer.body.object().set("details", std::move(details));
  return answer;
}

std::string qualified_plural(const SimKind& kind) {
  return kind.group.empty() ? kind.plural : kind.plural + "." + kind.group;
}

SimAnswer not_found(const SimKind& kind, std::string_view name) {
  return failure(404, "NotFound", fmt::format("{} \"{}\" not found", qualified_plural(kind), name), kind, name);
}

SimAnswer invalid(const SimKind& kind, std::string_view name, const std::vector<StatusCause>& causes) {
  std::vector<std::string> texts;
  for (const auto& cause : causes) texts.push_back(cause.field + ": " + cause.message);
  const std::string list = texts.size() == 1 ? texts.front() : "[" + join(texts, ", ") + "]";
  const std::string what = kind.group.empty() ? kind.kind : kind.kind + "." + kind.group;
  return failure(422, "Invalid", fmt::format("{} \"{}\" is invalid: {}", what, name, list), kind, name, causes);
}

const Value* ObjectStore::find(const ObjectKey& key) const {
  const auto it = objects_.find(key);
  return it == objects_.end() ? nullptr : &it->second;
}

const Value& ObjectStore::put(const ObjectKey& key, Value object) {
  object.make({"metadata", "resourceVersion"}) = std::to_string(++revision_);
  uids_[object.at({"metadata", "uid"}).as_string()] = 1;
  return objects_.insert_or_assign(key, std::move(object)).first->second;
}

void ObjectStore::erase(const ObjectKey& key) {
  const auto it = objects_.find(key);
  if (it == objects_.end()) return;
  uids_.erase(it->second.at({"metadata", "uid"}).as_string());
  objects_.erase(it);
  ++revision_;
  if (key.group.empty() && key.plural == "namespaces") {
    std::erase_if(objects_, [&](const auto& entry) {
      if (entry.first.namespace_name != key.name) return false;
      uids_.erase(entry.second.at({"metadata", "uid"}).as_string());
      return true;
    });
  }
  collect_garbage();
}

namespace {

/// What the garbage collector does to an object that a finalizer holds.
void mark_deleted(Value& object) {
  auto& time = object.make({"metadata", "deletionTimestamp"});
  if (time.is_null()) time = "2026-01-01T00:00:00Z";
}

}  // namespace

bool ObjectStore::is_orphan(const Value& object) const {
  const List& owners = object.at({"metadata", "ownerReferences"}).as_list();
  return !owners.empty() && std::none_of(owners.begin(), owners.end(),
                                         [&](const Value& owner) { return uids_.contains(owner["uid"].as_string()); });
}

void ObjectStore::collect_garbage() {
  for (bool found = true; found;) {
    found = false;
    for (auto it = objects_.begin(); it != objects_.end();) {
      const bool is_held = !it->second.at({"metadata", "finalizers"}).as_list().empty();
      if (!is_orphan(it->second) || is_held) {
        if (is_held && is_orphan(it->second)) mark_deleted(it->second);
        ++it;
        continue;
      }
      uids_.erase(it->second.at({"metadata", "uid"}).as_string());
      it = objects_.erase(it);
      ++revision_;
      found = true;
    }
  }
}

std::vector<const Value*> ObjectStore::list(const std::string& group, const std::string& plural,
                                            const std::string& namespace_name) const {
  std::vector<const Value*> found;
  for (auto it = objects_.lower_bound(ObjectKey{group, plural, "", ""}); it != objects_.end(); ++it) {
    if (it->first.group != group || it->first.plural != plural) break;
    if (namespace_name.empty() || it->first.namespace_name == namespace_name) found.push_back(&it->second);
  }
  return found;
}

std::vector<ObjectKey> ObjectStore::keys() const {
  std::vector<ObjectKey> keys;
  for (const auto& entry : objects_) keys.push_back(entry.first);
  return keys;
}

std::string ObjectStore::next_uid() {
  const std::string hex = http::sha256_hex(fmt::format("{}/{}", seed_, ++made_));
  return fmt::format("{}-{}-4{}-8{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 3), hex.substr(15, 3),
                     hex.substr(18, 12));
}

std::string name_of(const Value& object) { return object.at({"metadata", "name"}).as_string(); }
std::string namespace_of(const Value& object) { return object.at({"metadata", "namespace"}).as_string(); }

}  // namespace corootctl::support
