/// From the members' answers to one snapshot.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "collect/fetch.hpp"
#include "collect/hub_view.hpp"
#include "collect/parts.hpp"
#include "hub/project.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::collect {

/// A snapshot on its way: without incidents and target.
struct Assembled {
  signals::Snapshot snapshot{};
  std::vector<MemberFacts> members{};      ///< in name order; the measurements of their containers have left them
  std::map<std::string, Error> stopped{};  ///< by member: why it stopped answering
};

/// Lays the answers on one grid, the coarsest that was answered, and takes from each member what it alone tells: apps,
/// events and nodes.
Assembled lay_out_members(std::vector<Fetched> fetched, const Period& period);

/// What only all members together tell: calls, what callers see of others, and what the hub's map knows of members
/// without data.
void connect_members(Assembled& assembled, const HubView& view, const hub::Project& project);

/// Members of which not a single container was read.
std::set<std::string> dark_members(const signals::Snapshot& snapshot, const hub::Project& project);

/// The project's members, and "external" where an app is.
void name_clusters(signals::Snapshot& snapshot, const hub::Project& project);

/// Without those that are known already.
void add_gaps(std::vector<signals::Gap>& gaps, const std::vector<signals::Gap>& more);

}  // namespace corootctl::collect
