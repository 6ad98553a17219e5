/// Both ends of each link: the hub's remote projects, and the members' projects behind them.
#pragma once

#include <vector>

#include "checks/check.hpp"

namespace corootctl::checks {

struct LinkEnds {
  const Cluster* hub = nullptr;
  const Installation* installation = nullptr;  ///< of the hub
  const Project* remote = nullptr;
  const Cluster* member = nullptr;  ///< nullptr = not among the clusters that were read
  const Installation* member_installation = nullptr;
  const Project* project = nullptr;  ///< of the member
};

/// In the order of clusters and projects.
std::vector<LinkEnds> links_of(const Facts& facts);

/// Whether both ends were read whole: their keys, too. Else the outcome says what was not.
bool judged_ends(const LinkEnds& link, Outcome& outcome);

}  // namespace corootctl::checks
