/// What may have made an app worse beside its release.
#pragma once

#include <vector>

#include "rca/gate/readings.hpp"

namespace corootctl::rca {

/// Takes `worse` back from levels of the app that something else explains, and notes what: latency when there are more
/// requests, or when most of the rise was spent in a callee that got slower for others, too, or was changed at that
/// time; errors when most of them are those of its calls to a callee that fails.
void weigh_other_causes(const Trial& trial, std::vector<Comparison>& comparisons);

}  // namespace corootctl::rca
