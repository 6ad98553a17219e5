/// What Coroot is in a cluster: its resources, the role they give it, and its parts as they really are: objects, pods
/// and events, never the resource's own status (operator 10, 11).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::deploy {

struct Component {
  std::string name{};    ///< "operator", "coroot", "node-agent", "cluster-agent", "prometheus", "clickhouse", ...
  std::string object{};  ///< "DaemonSet coroot/coroot-node-agent"
  bool found = false;
  bool ready_now = false;
  bool failed = false;   ///< waiting will not help
  bool stopped = false;  ///< nothing of it shall run: scaled to 0, wanted on no node, on its way out
  bool unseen = false;   ///< it may be where this user may not look: neither ready nor a failure
  int ready = 0;
  int desired = 0;
  std::string image{};
  std::string reason{};  ///< why it is not ready
  std::string hint{};    ///< what to do about it, where that is known
};

/// A Coroot resource and the namespace it lives in.
struct Installation {
  std::string namespace_name{};
  std::string name{};
  document::Value resource{};
};

/// The definition of the kind Coroot.
kube::ObjectRef coroot_definition();

/// The Coroot resources of a cluster, by namespace and name; empty when there is no CRD. `only_in` "" = all namespaces.
Result<std::vector<Installation>> find_installations(const kube::Reader& reader, const Within& within,
                                                     const std::string& only_in = {});

/// One of them. Errors: not_found.
Result<Installation> read_installation(const kube::Reader& reader, const std::string& namespace_name,
                                       const std::string& name, const Within& within);

/// The operator: that of `namespace_name`, else of any namespace. Where only `namespace_name` may be read and has none,
/// it is unseen.
Result<Component> operator_component(const kube::Reader& reader, const std::string& namespace_name,
                                     const Within& within);

/// Every component that this resource's spec asks for, with the reason when it is not ready: what is missing, the pods'
/// trouble, PVCs that do not bind, warning events.
Result<std::vector<Component>> components_of(const kube::Reader& reader, const Installation& installation,
                                             const Within& within);

/// What Coroot is in a cluster, by its Coroot resources: hub = has remoteCoroot or memberProjects, agents_only = sends
/// to another server, member = has a project of its own, none = no resource, absent = no CRD.
enum class Role { absent, none, member, hub, agents_only };

std::string_view name_of(Role role);

/// By the resources; only when there are none is the cluster asked whether it knows the kind at all.
Result<Role> role_of(const kube::Reader& reader, const std::vector<Installation>& installations, const Within& within);

/// The definition and the namespace, where they are being deleted: "Namespace coroot is being deleted since ...". What
/// cannot be read is left out.
std::vector<std::string> deletions_around(const kube::Reader& reader, const std::string& namespace_name,
                                          const Within& within);

}  // namespace corootctl::deploy
