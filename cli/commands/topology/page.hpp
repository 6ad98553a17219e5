/// `topology -o html`: the clusters with their apps and calls as a map, and both as tables.
#pragma once

#include <cstddef>
#include <vector>

#include "coroot/addresses.hpp"
#include "ops/project/topology.hpp"
#include "report/page/view.hpp"

namespace corootctl::cli {

/// Which apps a map can show and still be read, as indices into `topology.apps` in their order: with an app those
/// nearest to it, else those in trouble, then those with calls between clusters, then those with most calls.
std::vector<std::size_t> apps_to_draw(const ops::Topology& topology, std::size_t most);

/// Puts claim, facts, map and tables of the graph into `page`.
void add_topology(const ops::Topology& topology, const coroot::Addresses& addresses, report::ViewPage& page);

}  // namespace corootctl::cli
