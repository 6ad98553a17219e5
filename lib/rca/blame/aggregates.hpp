/// Causes that are no app: the network between two clusters, a node, a cluster's name resolution, each tested against
/// its members and a control group; and load, when more requests arrived and the blamed apps only felt it.
#pragma once

#include <vector>

#include "rca/blame/suspects.hpp"

namespace corootctl::rca {

/// Blame that stayed on calls, told apart.
struct LinkBlame {
  std::vector<AppNetwork> apps{};  ///< per app: its own network (calls inside a cluster)
  std::vector<double> crossing{};  ///< per call: stays with the link between two clusters
};
LinkBlame share_link_blame(const Case& item);

std::vector<Suspect> suspect_links(const Case& item, const LinkBlame& blame);
std::vector<Suspect> suspect_nodes(const Case& item, const LinkBlame& blame);
std::vector<Suspect> suspect_clusters(const Case& item);

/// Moves the blame of apps that suffer from more traffic up to the entry apps where it came in, and returns a suspect
/// of kind load for each. `blame` (per app) loses what moved.
std::vector<Suspect> suspect_load(const Case& item, std::vector<double>& blame);

/// Clusters whose telemetry ended inside the window while that of others went on, by id.
std::vector<std::string> silent_clusters(const World& world);

}  // namespace corootctl::rca
