/// apply: a fleet becomes as its file says, wave by wave.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "converge/fleet_plan.hpp"
#include "converge/request.hpp"
#include "fleet/surroundings.hpp"
#include "ops/install/install.hpp"
#include "ops/link/link.hpp"

namespace corootctl::converge {

/// One wave as it went.
struct WaveReport {
  Wave wave = Wave::operators;
  std::vector<ops::ClusterInstall> clusters{};  ///< of operators, members and agents
  std::optional<ops::LinkReport> hub{};
  std::optional<Error> error{};  ///< the wave as a whole
};

/// Whether something in it failed: the next wave does not begin.
bool has_failed(const WaveReport& wave);

/// What keeps a plan from being carried out: clusters that could not be read, fields of other managers without
/// `force_conflicts`. Errors: the first cluster's, or conflict with every owner and field.
Result<> check_can_apply(const Request& request, const FleetPlan& plan);

/// Where `now` differs from `then`: "prod-a moved since the plan was made". Errors: conflict, naming the clusters.
Result<> check_same(const FleetPlan& now, const std::vector<std::pair<std::string, std::string>>& then);

/// Carries out what `plan` has pending, and nothing else; stops after the first wave in which something failed. A
/// canary goes first in its wave. Every write is safe to repeat: another apply goes on where this one stopped.
std::vector<WaveReport> apply(const Request& request, const FleetPlan& plan, const fleet::Surroundings& around,
                              const std::stop_token& stop);

}  // namespace corootctl::converge
