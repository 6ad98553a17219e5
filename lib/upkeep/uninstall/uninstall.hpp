/// uninstall: a Coroot resource with all that the operator made for it, and the operator that we brought, when no other
/// Coroot needs it. Data, keys and the definition stay unless told.
#pragma once

#include <stop_token>
#include <vector>

#include "base/result.hpp"
#include "fleet/surroundings.hpp"
#include "upkeep/uninstall/request.hpp"

namespace corootctl::upkeep {

/// One report per target, in order. Every cluster is read before the first write in any; what stands in the way in one
/// of them (another project than was named, a link to a hub, other Coroots in the way of the definition's deletion, no
/// operator that could set volumes free) ends all of it there. Waits until everything that goes is gone. A repeat after
/// an interruption goes on where it stopped.
Result<std::vector<ClusterUninstall>> uninstall(const UninstallRequest& request, const fleet::Surroundings& around,
                                                std::stop_token stop);

}  // namespace corootctl::upkeep
