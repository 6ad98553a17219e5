#include "support/operator/parts.hpp"

namespace corootctl::support {

using document::List;
using document::Object;
using document::Value;

namespace {

// The real tags come from a registry listing; nothing is pulled here, so any name will do.
constexpr std::string_view registry = "registry.invalid/";

std::string namespace_of_origin(const Origin& origin) {
  return origin.resource.at({"metadata", "namespace"}).as_string();
}

Value object_of(const char* api_version, const char* kind, Value metadata) {
  return Object{{"apiVersion", api_version}, {"kind", kind}, {"metadata", std::move(metadata)}};
}

Value claim_spec(const Value& storage, const std::string& size) {
  Object spec{{"accessModes", List{"ReadWriteOnce"}},
              {"resources",
               Object{{"requests", Object{{"storage", storage["size"].is_null() ? Value(size) : storage["size"]}}}}}};
  if (!storage["className"].is_null()) spec.set("storageClassName", storage["className"]);
  return spec;
}

Value template_of(const Origin& origin, Value spec) {
  Object metadata{{"labels", labels_of(origin)}};
  return Object{{"metadata", std::move(metadata)}, {"spec", std::move(spec)}};
}

}  // namespace

Value labels_of(const Origin& origin) {
  return Object{{"app.kubernetes.io/managed-by", "coroot-operator"},
                {"app.kubernetes.io/part-of", origin.cr()},
                {"app.kubernetes.io/component", origin.component}};
}

Value metadata_of(const Origin& origin, const std::string& name, bool namespaced) {
  Object metadata{{"name", name}, {"labels", labels_of(origin)}};
  if (!namespaced) return metadata;
  metadata.set("namespace", namespace_of_origin(origin));
  metadata.set("ownerReferences", List{Object{{"apiVersion", "coroot.com/v1"},
                                              {"kind", "Coroot"},
                                              {"name", origin.cr()},
                                              {"uid", origin.resource.at({"metadata", "uid"})},
                                              {"controller", true},
                                              {"blockOwnerDeletion", true}}});
  return metadata;
}

Planned service_account(const Origin& origin) {
  return {kube::Resource{"", "v1", "ServiceAccount", "serviceaccounts", true},
          object_of("v1", "ServiceAccount", metadata_of(origin, origin.named()))};
}

Planned service(const Origin& origin, const std::string& name, std::initializer_list<NamedPort> ports, bool headless) {
  Value object = object_of("v1", "Service", metadata_of(origin, name));
  List list;
  for (const auto& port : ports)
    list.emplace_back(
        Object{{"name", port.name}, {"port", port.number}, {"targetPort", port.name}, {"protocol", "TCP"}});
  Object spec{{"selector", labels_of(origin)}, {"ports", std::move(list)}};
  if (headless) spec.set("clusterIP", "None");
  object.object().set("spec", std::move(spec));
  return {kube::resources::services(), std::move(object)};
}

Planned volume_claim(const Origin& origin, const std::string& name, const Value& storage, const std::string& size) {
  Value object = object_of("v1", "PersistentVolumeClaim", metadata_of(origin, name));
  // Retain means: not owned, so that the volume survives the resource (operator 14).
  if (storage["reclaimPolicy"].as_string() == "Retain") object.make({"metadata"}).object().erase("ownerReferences");
  object.object().set("spec", claim_spec(storage, size));
  return {kube::resources::persistent_volume_claims(), std::move(object)};
}

Value claim_template(const Value& storage, const std::string& size) {
  return Object{{"metadata", Object{{"name", "data"}}}, {"spec", claim_spec(storage, size)}};
}

Planned deployment(const Origin& origin, Value spec, bool recreate) {
  Value object = object_of("apps/v1", "Deployment", metadata_of(origin, origin.named()));
  Object body{{"replicas", 1},
              {"selector", Object{{"matchLabels", labels_of(origin)}}},
              {"template", template_of(origin, std::move(spec))}};
  if (recreate) body.set("strategy", Object{{"type", "Recreate"}});
  object.object().set("spec", std::move(body));
  return {kube::resources::deployments(), std::move(object)};
}

Planned stateful_set(const Origin& origin, const std::string& name, const std::string& service_name,
                     std::int64_t replicas, Value spec, Value claim) {
  Value object = object_of("apps/v1", "StatefulSet", metadata_of(origin, name));
  object.object().set("spec", Object{{"serviceName", service_name},
                                     {"replicas", replicas},
                                     {"selector", Object{{"matchLabels", labels_of(origin)}}},
                                     {"template", template_of(origin, std::move(spec))},
                                     {"volumeClaimTemplates", List{std::move(claim)}}});
  return {kube::resources::stateful_sets(), std::move(object)};
}

Value container(const std::string& name, const std::string& default_image, const Value& spec, List env) {
  Object made{{"name", name}, {"image", spec.at({"image", "name"}).string_or(std::string(registry) + default_image)}};
  if (!env.empty()) made.set("env", std::move(env));
  if (spec["resources"].is_object()) made.set("resources", spec["resources"]);
  return made;
}

Value variable(const std::string& name, const std::string& value) { return Object{{"name", name}, {"value", value}}; }

Value variable_from(const std::string& name, const Value& secret, const Value& key) {
  return Object{{"name", name}, {"valueFrom", Object{{"secretKeyRef", Object{{"name", secret}, {"key", key}}}}}};
}

Value pod_spec(const Origin& origin, List containers) {
  return Object{{"serviceAccountName", origin.named()}, {"containers", std::move(containers)}};
}

}  // namespace corootctl::support
