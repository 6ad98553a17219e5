#include "scenarios/plans.hpp"

#include <algorithm>
#include <array>

#include "scenarios/incident_model.hpp"

namespace corootctl::scenarios {
namespace {

/// Load reaches its entry only over measured calls, and a node only over its pods: what hides them leaves nothing to
/// find.
bool bears_missing_data(Fault fault) {
  return fault != Fault::load && fault != Fault::node && fault != Fault::node_down;
}

/// Faults of a single app or endpoint: the only ones where the loudest can be the cause.
bool has_one_place(Fault fault) {
  constexpr std::array others{Fault::none, Fault::link_delay, Fault::link_loss,      Fault::node,      Fault::node_down,
                              Fault::load, Fault::names,      Fault::silent_cluster, Fault::unmeasured};
  return std::find(others.begin(), others.end(), fault) == others.end();
}

}  // namespace

Plan plan_of(std::uint64_t seed) {
  constexpr std::array faults{Fault::slow,        Fault::cpu,        Fault::errors,     Fault::memory,
                              Fault::external,    Fault::link_delay, Fault::node,       Fault::load,
                              Fault::locks,       Fault::disk,       Fault::bad_deploy, Fault::config,
                              Fault::retry_storm, Fault::link_loss,  Fault::names,      Fault::node_down};
  Dice dice(seed * 7919 + 13);
  Plan plan;
  plan.seed = seed;
  const std::size_t place = seed % 20;
  plan.fault = faults[dice.below(faults.size())];
  if (place < 3) plan.fault = Fault::none;
  if (place == 3) plan.fault = Fault::silent_cluster;
  if (place == 4) plan.fault = Fault::unmeasured;
  plan.clusters = 2 + dice.below(7);
  plan.layers = 6 + dice.below(3);
  plan.width = 4 + dice.below(6);
  if (seed % 50 == 17) plan.width = 250;
  if (seed % 25 == 6) plan.width = 40;
  plan.severity = dice.uniform(0.6, 2);
  plan.grow = true;
  if (plan.fault == Fault::silent_cluster) plan.severity = 1.5;
  plan.hide_some = bears_missing_data(plan.fault) && dice.below(4) == 0;
  plan.client_levels = bears_missing_data(plan.fault) && dice.below(5) == 0;
  plan.sparse = dice.below(4) == 0;
  plan.skewed = dice.below(4) == 0;
  plan.coarse = dice.below(5) == 0;
  plan.muffled = has_one_place(plan.fault) && dice.below(3) != 0;
  return plan;
}

}  // namespace corootctl::scenarios
