/// What is known of members without data: their apps and calls from the hub's map, which lives on in its cache.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "coroot/views.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::collect {

/// Adds the map's apps of the `dark` clusters as unobserved ones, and the map's calls from and to them. A caller whose
/// only unexplained external callee stands for its only callee in a dark cluster gets that callee instead: without the
/// member's Services its load balancers look external.
void add_dark_members(signals::Snapshot& snapshot, const std::vector<coroot::MapApp>& map,
                      const std::vector<coroot::ProjectName>& projects, const std::set<std::string>& dark);

/// Subjects of incidents that nothing else knows, as unobserved apps: their incidents stand.
void add_subjects_of_incidents(signals::Snapshot& snapshot);

}  // namespace corootctl::collect
