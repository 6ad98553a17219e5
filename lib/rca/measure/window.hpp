/// When the problem began, and which points show the usual and which the abnormal state.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "rca/measure/world.hpp"

namespace corootctl::rca {

/// Point indices on the snapshot's grid; half-open ranges.
struct Window {
  std::size_t onset = 0;   ///< first abnormal point
  std::size_t end = 0;     ///< end of the abnormal part: behind the last bad point of the level that was looked at
  std::size_t latest = 0;  ///< end of the abnormal part when that level does not tell
  std::size_t usual_begin = 0;
  std::size_t usual_end = 0;
  std::size_t search_begin = 0;  ///< earliest onset that was considered
  bool has_reference = false;    ///< the usual state comes from the reference period
  bool found = false;            ///< a step was found; false: the alarm's own time is used
  std::int64_t from_ms = 0;
  std::int64_t step_ms = 0;

  std::int64_t time_of(std::size_t point) const { return from_ms + static_cast<std::int64_t>(point) * step_ms; }
  std::int64_t onset_ms() const { return time_of(onset); }
};

/// The latency or error series that `slo` speaks about, or nullptr. `latency` prefers the average, which adds up along
/// calls; quantiles do not.
const signals::Series* service_level(const signals::SeriesBag& bag, std::string_view slo);

/// All levels of that kind that were measured at all, by name: average and quantiles together say more than one. For an
/// app that does not measure itself, what its callers see.
std::vector<const signals::Series*> service_levels(const World& world, std::size_t app, std::string_view slo);

/// The window around an alarm at `opened_ms`, from the onset that `series` (all in the same role) agree on.
Window find_window(const World& world, const std::vector<const signals::Series*>& series, std::int64_t opened_ms,
                   std::optional<std::int64_t> resolved_ms);

/// The window of an alarm that is believed as it is: where no level tells, trouble did not begin after people knew.
Window window_at(const World& world, std::int64_t opened_ms, std::optional<std::int64_t> resolved_ms);

/// As find_window, but of a level that comes and goes only the last rise counts: the onset is searched after the last
/// calm.
Window find_last_window(const World& world, const std::vector<const signals::Series*>& series, std::int64_t opened_ms,
                        std::optional<std::int64_t> resolved_ms);

}  // namespace corootctl::rca
