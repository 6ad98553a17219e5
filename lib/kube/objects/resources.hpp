/// The kinds of objects that corootctl works with, and the name of one object.
#pragma once

#include <optional>
#include <string>

namespace corootctl::kube {

/// A kind of object and where it lives: {"apps", "v1", "Deployment", "deployments", true}. group "" = core.
struct Resource {
  std::string group{}, version{}, kind{}, plural{};
  bool namespaced = true;
  std::string api_version() const { return group.empty() ? version : group + "/" + version; }
};

/// The kinds corootctl works with.
namespace resources {
Resource namespaces();
Resource nodes();
Resource pods();
Resource services();
Resource secrets();
Resource config_maps();
Resource events();
Resource persistent_volume_claims();
Resource deployments();
Resource stateful_sets();
Resource daemon_sets();
Resource ingresses();
Resource custom_resource_definitions();
Resource coroots();
/// A kind that every server has had under this name for years, so that none needs to be asked; nullopt = look it up.
std::optional<Resource> built_in(const std::string& api_version, const std::string& kind);
}  // namespace resources

/// One object: resource, namespace ("" for cluster-scoped) and name.
struct ObjectRef {
  Resource resource{};
  std::string namespace_name{};
  std::string name{};
  /// "Secret coroot/remote-coroot-clusters", for messages.
  std::string describe() const;
};

}  // namespace corootctl::kube
