/// Whether the alarm is true: did the level behind it leave its usual range?
#pragma once

#include <string_view>

#include "rca/blame/suspects.hpp"

namespace corootctl::rca {

/// An incident after a look at its own service level.
struct Alarm {
  Currency currency = Currency::latency;
  bool real = false;            ///< the service level was measured and left its usual range
  bool refuted = false;         ///< it was measured in a way that shows every request, and nothing happened
  std::int64_t history_ms = 0;  ///< from the first measured point of the level to the alarm
  bool too_late =
      false;  ///< nothing happened in the data, but they begin so shortly before the alarm that it may have before
  double hint = 0;  ///< how near a level in long steps came to an incident: 1 is rare enough
  double certainty = 0;
  double deviations = 0;
};
Alarm check_alarm(const World& world, const Window& window, std::size_t app, std::string_view slo,
                  std::int64_t opened_ms);

}  // namespace corootctl::rca
