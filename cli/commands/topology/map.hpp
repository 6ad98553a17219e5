/// Some apps of a topology as a drawing: clusters side by side, callers above callees.
#pragma once

#include <cstddef>
#include <vector>

#include "document/value.hpp"
#include "ops/project/topology.hpp"

namespace corootctl::cli {

/// The apps of these indices with the calls among them; every other cluster and what is left of these is a box that
/// says how much it is. Null for no app.
document::Value topology_map(const ops::Topology& topology, const std::vector<std::size_t>& chosen);

}  // namespace corootctl::cli
