/// The comparisons of which a gate's verdict is made.
#pragma once

#include <vector>

#include "rca/gate/levels.hpp"
#include "rca/gate/release.hpp"
#include "rca/measure/world.hpp"

namespace corootctl::rca {

/// What all comparisons of one release need.
struct Trial {
  const World& world;
  std::size_t app = 0;  ///< index into World::apps
  Sides sides{};
  std::int64_t release_ms = 0;
  Allowed allowed{};
};

/// The app's own latency and errors, and whether it lost its traffic.
std::vector<Comparison> compare_app(const Trial& trial);

/// What its callers measure of their calls to it, and their own errors where nothing but the release explains them.
std::vector<Comparison> compare_callers(const Trial& trial);

/// Its calls: decide nothing by themselves, but say where the time of a slower app went.
std::vector<Comparison> compare_callees(const Trial& trial);

/// Restarts, kills and missing replicas; CPU and memory, which are told only.
std::vector<Comparison> compare_pods(const Trial& trial);

/// Takes `worse` back from the app's latency where something beside the release explains it: more requests, or callees
/// that got slower for others, too. The note says what.
void weigh_other_causes(const Trial& trial, std::vector<Comparison>& comparisons);

}  // namespace corootctl::rca
