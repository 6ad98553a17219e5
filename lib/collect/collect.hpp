/// From a project of the hub to a snapshot. One member that fails is a named gap; the others go on.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "collect/period.hpp"
#include "coroot/addresses.hpp"
#include "coroot/client.hpp"
#include "fleet/progress.hpp"
#include "hub/probe.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::collect {

struct Collected {
  std::string project{};
  signals::Snapshot snapshot{};
  std::vector<hub::MemberHealth> members{};
  std::vector<std::string> warnings{};  ///< what is odd but did not stop the work, in words
  coroot::Addresses addresses{};
};

/// Errors: as coroot::Client for the project itself; no_data when no member has telemetry, unreachable when none
/// answers; usage for a window, app or incident that cannot be.
Result<Collected> collect(const coroot::Client& hub, const CollectRequest& request, const fleet::Tell& tell,
                          std::stop_token stop);

}  // namespace corootctl::collect
