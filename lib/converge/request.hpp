/// What plan and apply are asked for.
#pragma once

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "fleet/cluster.hpp"
#include "fleetfile/fleet.hpp"
#include "hub/access.hpp"
#include "kube/session/visit.hpp"

namespace corootctl::converge {

struct Request {
  fleetfile::Fleet fleet{};
  fleet::ClusterRef hub{};
  std::vector<fleet::ClusterRef> members{};  ///< of fleet.members, in their order
  std::set<std::string> chosen{};            ///< names of the clusters to work on; empty = all
  bool prune = false;                        ///< take from the hub what the file has no more
  bool force_conflicts = false;
  bool wait = true;
  bool verify = true;
  std::string canary{};  ///< the member that goes first in each wave; "" = none
  hub::Login login{};
  std::chrono::milliseconds timeout = std::chrono::minutes(10);  ///< of the waiting in each cluster
  std::size_t width = 8;                                         ///< clusters to read at once
  std::size_t requests_at_once = kube::requests_of_visit;        ///< of a plan: to one cluster
  std::size_t width_of_writes = 8;                               ///< clusters of a wave to bring at once
  kube::Overrides overrides{};                                   ///< connection flags as given, for helm
};

inline bool is_chosen(const Request& request, const std::string& name) {
  return request.chosen.empty() || request.chosen.contains(name);
}

}  // namespace corootctl::converge
