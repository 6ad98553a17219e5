#include "kube/objects/paths.hpp"

#include <algorithm>
#include <array>

#include "http/url.hpp"

namespace corootctl::kube {
namespace resources {

Resource namespaces() { return {"", "v1", "Namespace", "namespaces", false}; }
Resource nodes() { return {"", "v1", "Node", "nodes", false}; }
Resource pods() { return {"", "v1", "Pod", "pods", true}; }
Resource services() { return {"", "v1", "Service", "services", true}; }
Resource secrets() { return {"", "v1", "Secret", "secrets", true}; }
Resource config_maps() { return {"", "v1", "ConfigMap", "configmaps", true}; }
Resource events() { return {"", "v1", "Event", "events", true}; }
Resource persistent_volume_claims() { return {"", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true}; }
Resource deployments() { return {"apps", "v1", "Deployment", "deployments", true}; }
Resource stateful_sets() { return {"apps", "v1", "StatefulSet", "statefulsets", true}; }
Resource daemon_sets() { return {"apps", "v1", "DaemonSet", "daemonsets", true}; }
Resource ingresses() { return {"networking.k8s.io", "v1", "Ingress", "ingresses", true}; }
Resource custom_resource_definitions() {
  return {"apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false};
}
Resource coroots() { return {"coroot.com", "v1", "Coroot", "coroots", true}; }

std::optional<Resource> built_in(const std::string& api_version, const std::string& kind) {
  constexpr auto roles = "rbac.authorization.k8s.io";
  const std::array all{namespaces(),
                       services(),
                       secrets(),
                       config_maps(),
                       persistent_volume_claims(),
                       deployments(),
                       stateful_sets(),
                       daemon_sets(),
                       custom_resource_definitions(),
                       Resource{"", "v1", "ServiceAccount", "serviceaccounts", true},
                       Resource{roles, "v1", "Role", "roles", true},
                       Resource{roles, "v1", "RoleBinding", "rolebindings", true},
                       Resource{roles, "v1", "ClusterRole", "clusterroles", false},
                       Resource{roles, "v1", "ClusterRoleBinding", "clusterrolebindings", false}};
  const auto* found = std::find_if(all.begin(), all.end(), [&](const Resource& each) {
    return each.kind == kind && each.api_version() == api_version;
  });
  return found == all.end() ? std::nullopt : std::optional(*found);
}

}  // namespace resources

namespace {

Result<std::string> segment(const std::string& name) {
  const bool usable = !name.empty() && name != "." && name != ".." && name.find_first_of("/%") == std::string::npos;
  if (!usable) return fail(ErrorKind::invalid, "'{}' cannot be the name of an object", name);
  return http::encode_component(name);
}

}  // namespace

std::string ObjectRef::describe() const {
  const auto full = namespace_name.empty() ? name : namespace_name + "/" + name;
  return resource.kind + " " + full;
}

Result<std::string> collection_path(const Resource& resource, const std::string& namespace_name) {
  std::string out = resource.group.empty() ? "/api/" : "/apis/" + resource.group + "/";
  out += resource.version;
  if (resource.namespaced && !namespace_name.empty()) {
    CTL_TRY(const auto name, segment(namespace_name), "namespace");
    out += "/namespaces/" + name;
  }
  return out + "/" + resource.plural;
}

Result<std::string> object_path(const ObjectRef& ref) {
  if (ref.resource.namespaced && ref.namespace_name.empty()) {
    return fail(ErrorKind::invalid, "{} needs a namespace", ref.describe());
  }
  CTL_PASS(const auto collection, collection_path(ref.resource, ref.namespace_name));
  CTL_PASS(const auto name, segment(ref.name));
  return collection + "/" + name;
}

Result<ObjectRef> ref_of(const document::Value& object, const Resource& resource) {
  ObjectRef out{resource, object.at({"metadata", "namespace"}).as_string(),
                object.at({"metadata", "name"}).as_string()};
  if (out.name.empty()) return fail(ErrorKind::invalid, "a {} without a name", resource.kind);
  return out;
}

bool holds_no_secrets(const Resource& resource) {
  for (const std::string_view plural : {"namespaces", "nodes", "services", "events", "persistentvolumeclaims",
                                        "storageclasses", "ingresses", "customresourcedefinitions"}) {
    if (plural == resource.plural) return true;
  }
  return false;
}

}  // namespace corootctl::kube
