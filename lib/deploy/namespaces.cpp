#include "deploy/namespaces.hpp"

#include "kube/objects/resources.hpp"

namespace corootctl::deploy {
namespace {

using document::Object;
using document::Value;

constexpr auto enforce = "pod-security.kubernetes.io/enforce";

/// A pod such as the node agent's.
Value privileged_pod(const std::string& namespace_name) {
  const Value container =
      Object{{"name", "probe"}, {"image", "probe"}, {"securityContext", Object{{"privileged", true}}}};
  return Object{{"apiVersion", "v1"},
                {"kind", "Pod"},
                {"metadata", Object{{"name", "corootctl-probe"}, {"namespace", namespace_name}}},
                {"spec", Object{{"hostPID", true}, {"containers", document::List{container}}}}};
}

}  // namespace

Value new_namespace(const std::string& name) {
  return Object{{"apiVersion", "v1"},
                {"kind", "Namespace"},
                {"metadata", Object{{"name", name}, {"labels", Object{{enforce, "privileged"}}}}}};
}

bool is_open_to_privileged(const Value& space) {
  return space.at({"metadata", "labels", enforce}).as_string() == "privileged";
}

std::string privileged_hint(const std::string& name) {
  return fmt::format("run `kubectl label namespace {} {}=privileged --overwrite`", name, enforce);
}

namespace {

/// Only what the pod asks for is judged here: other refusals say nothing about agents.
Result<> check_default(const kube::Client& client, const std::string& name, const Within& within) {
  const auto tried = client.create(privileged_pod(name), kube::resources::pods(), true, within);
  if (tried || tried.error().kind != ErrorKind::invalid) return {};
  const bool is_by_namespace = !tried.error().hint.empty();
  return fail_with_hint(
      ErrorKind::failed, is_by_namespace ? privileged_hint(name) : "kube-apiserver needs --allow-privileged=true",
      "the cluster refuses privileged pods in namespace {}, and the node agent is one: {}", name, tried.error().what);
}

}  // namespace

Result<> check_admits_agents(const kube::Client& client, const Value& space, const Within& within) {
  const auto& level = space.at({"metadata", "labels", enforce}).as_string();
  if (is_open_to_privileged(space)) return {};
  const auto& name = space.at({"metadata", "name"}).as_string();
  if (level.empty()) return check_default(client, name, within);
  return fail_with_hint(ErrorKind::failed, privileged_hint(name),
                        "namespace {} enforces Pod Security {}, and the node agent is privileged", name, level);
}

}  // namespace corootctl::deploy
