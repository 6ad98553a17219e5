/// A snapshot from the pages of single applications, for hubs whose panel data cannot be read: too old, or not allowed.
/// Poorer than panel data, and it says so.
#pragma once

#include <string>
#include <vector>

#include "collect/hub_view.hpp"
#include "coroot/report.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::collect {

/// The pages that were read, by the hub's app ids.
struct Pages {
  std::map<std::string, coroot::AppPage> by_app{};
  std::size_t left_out = 0;          ///< apps far from any incident that were not asked for
  std::vector<signals::Gap> gaps{};  ///< pages that could not be had
  std::int64_t step_ms = 0;          ///< the coarsest that was answered
};

/// Asks for the pages of the map's apps, those first that are fewest calls away from an open incident; 60 at most,
/// because the server recomputes everything it knows for each.
Pages read_pages(const Job& job, const HubView& view, const Period& period);

/// Apps, calls and nodes of the pages on the snapshot's grid, and what is lost this way as gaps. Requests of a call are
/// its callee's, shared by the map's weights; latencies are estimated from the histogram's buckets.
void add_pages(signals::Snapshot& snapshot, const Pages& pages, const HubView& view);

}  // namespace corootctl::collect
