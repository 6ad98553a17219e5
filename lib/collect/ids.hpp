/// Ids of apps, "cluster:namespace:Kind:name", and the order of a snapshot's lists.
#pragma once

#include <string>
#include <vector>

#include "signals/snapshot.hpp"

namespace corootctl::collect {

std::string cluster_of(const std::string& id);

/// The app of this id, with nothing measured.
signals::App unobserved(const std::string& id);

void sort_apps(std::vector<signals::App>& apps);         ///< by id
void sort_edges(std::vector<signals::Edge>& edges);      ///< by caller, then callee
void sort_series(std::vector<signals::Series>& series);  ///< by signal

}  // namespace corootctl::collect
