/// The comparisons of which a gate's verdict is made.
#pragma once

#include <vector>

#include "rca/gate/readings.hpp"

namespace corootctl::rca {

/// The app's own latency and errors, and whether it lost its traffic.
std::vector<Comparison> compare_app(const Trial& trial);

/// What its callers measure of their calls to it, and their own errors where nothing but the release explains them.
std::vector<Comparison> compare_callers(const Trial& trial);

/// Its calls: decide nothing by themselves, but say where the time of a slower app went.
std::vector<Comparison> compare_callees(const Trial& trial);

/// Restarts, kills and missing replicas; CPU and memory, which are told only.
std::vector<Comparison> compare_pods(const Trial& trial);

}  // namespace corootctl::rca
