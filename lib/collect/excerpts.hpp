/// What logs and traces of a few apps say around an onset: patterns of messages, failed and slow spans. They are read
/// after the diagnosis, for the apps that it names: a hub rebuilds a project's world for each such request.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/deadline.hpp"
#include "collect/period.hpp"
#include "coroot/client.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::collect {

struct ExcerptsWanted {
  std::vector<std::string> apps{};  ///< ids as in the snapshot
  std::int64_t onset_ms = 0;        ///< epoch
};

/// Two requests for each app, all at once, to its own project on the hub; none lasts longer than the member timeout.
/// Adds to each app at most three log patterns and two kinds of spans that came more often after the onset. What a
/// member does not have (no ClickHouse, too old, not allowed) is one gap of it; it is no error.
void add_excerpts(const coroot::Client& hub, const ExcerptsWanted& wanted, const CollectRequest& request,
                  const Within& within, signals::Snapshot& snapshot);

}  // namespace corootctl::collect
