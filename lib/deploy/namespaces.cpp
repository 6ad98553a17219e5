#include "deploy/namespaces.hpp"

namespace corootctl::deploy {
namespace {

using document::Object;
using document::Value;

constexpr auto enforce = "pod-security.kubernetes.io/enforce";

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

Result<> check_admits_agents(const Value& space) {
  const auto& level = space.at({"metadata", "labels", enforce}).as_string();
  if (level.empty() || is_open_to_privileged(space)) return {};
  const auto& name = space.at({"metadata", "name"}).as_string();
  return fail_with_hint(ErrorKind::failed, privileged_hint(name),
                        "namespace {} enforces Pod Security {}, and the node agent is privileged", name, level);
}

}  // namespace corootctl::deploy
