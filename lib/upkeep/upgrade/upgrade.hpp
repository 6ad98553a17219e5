/// upgrade: the operator's chart, the definition first, wave by wave behind a canary, with the proof that data flow
/// before the next wave begins.
#pragma once

#include <stop_token>
#include <vector>

#include "base/result.hpp"
#include "fleet/surroundings.hpp"
#include "upkeep/upgrade/request.hpp"

namespace corootctl::upkeep {

/// One report per target, in order. All clusters are read, and the chart is tried by a dry run in each, before the
/// first write; what is refused there (no operator, Flux brings it, an older chart, a hub that is known to crash with
/// it) ends all of it. Clusters with nothing to change are proven first, so that a repeat after a failure begins where
/// it stopped. A wave in which something failed is the last.
Result<std::vector<ClusterUpgrade>> upgrade(const UpgradeRequest& request, const fleet::Surroundings& around,
                                            std::stop_token stop);

}  // namespace corootctl::upkeep
