/// plan: what a fleet lacks to be as its file says. Nothing is written.
#pragma once

#include <stop_token>

#include "base/result.hpp"
#include "converge/fleet_plan.hpp"
#include "converge/request.hpp"
#include "fleet/surroundings.hpp"

namespace corootctl::converge {

/// All clusters at once, each by a dry run of its server; where the namespace or the definition is not there yet, and
/// where the file says `readonly`, what is live is compared here. Fields of other managers are shown with their owner
/// and the time of their write. What could not be read is the `error` of its cluster. Errors: what is wrong with
/// the fleet as a whole (invalid input, one cluster twice, no helm).
Result<FleetPlan> plan(const Request& request, const fleet::Surroundings& surroundings, const std::stop_token& stop);

}  // namespace corootctl::converge
