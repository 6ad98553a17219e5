/// Which stretch of time an analysis reads, and in which requests.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "coroot/views.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::collect {

/// One request's stretch, both ends included.
struct Chunk {
  std::int64_t from_ms = 0;
  std::int64_t to_ms = 0;
};

/// [from_ms, to_ms], both on the step.
struct Window {
  std::int64_t from_ms = 0;
  std::int64_t to_ms = 0;
  std::int64_t step_ms = 15'000;
  std::vector<Chunk> chunks{};
};

/// The grid of a window at the step the servers really gave (a slow refresh interval makes it longer).
signals::Grid grid_of(const Window& window, std::int64_t step_ms);

/// Default: two hours that end at `until`, so that an hour before most onsets is in it. Long windows get the coarser
/// steps the server has (1 minute above 1 h of one request, and so on), in few requests.
/// Errors: usage, when since is not before until, or the span is longer than 5 days.
Result<Window> plan_window(std::optional<std::int64_t> since_ms, std::optional<std::int64_t> until_ms,
                           std::int64_t now_ms);

/// Where the default window ends: half an hour after the newest open incident began, if that is past; incidents open
/// up to half an hour after the onset, so both the healthy hour and the onset are then inside.
std::int64_t default_until(const std::vector<coroot::IncidentEntry>& incidents, std::int64_t now_ms);

/// Whether this incident, which lasts into the window, may have begun before it: then no healthy time is in the data to
/// compare with. It opens up to half an hour after its onset.
bool may_begin_before(const Window& window, const coroot::IncidentEntry& incident);

/// Where a window should begin instead, when all that lasts into it may have begun before it: an hour before the onset
/// of the newest of these incidents. Nothing when an incident has its healthy time inside (longer windows have coarser
/// steps), when none is there, or when it would make the window longer than a day.
std::optional<std::int64_t> healthier_since(const Window& window, const std::vector<coroot::IncidentEntry>& incidents);

}  // namespace corootctl::collect
