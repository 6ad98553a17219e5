/// What Coroot is in a cluster.
#pragma once

#include <vector>

#include "deploy/components.hpp"

namespace corootctl::deploy {

/// What Coroot is in a cluster, by its Coroot resources: hub = has remoteCoroot or memberProjects, agents_only = sends
/// to another server, member = has a project of its own, none = no resource, absent = no CRD.
enum class Role { absent, none, member, hub, agents_only };

std::string_view name_of(Role role);

/// By the resources; only when there are none is the cluster asked whether it knows the kind at all.
Result<Role> role_of(const kube::Reader& reader, const std::vector<Installation>& installations, const Within& within);

}  // namespace corootctl::deploy
