/// What Coroot is in a cluster.
#pragma once

#include <vector>

#include "ops/components.hpp"
#include "ops/contexts.hpp"

namespace corootctl::ops {

std::string_view name_of(Role role);

/// By the resources; only when there are none is the cluster asked whether it knows the kind at all.
Result<Role> role_of(const kube::Reader& reader, const std::vector<Installation>& installations,
                     const kube::Within& within);

}  // namespace corootctl::ops
