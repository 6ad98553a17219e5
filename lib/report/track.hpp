/// The measurements behind a line of evidence, and a small picture of them in one line of text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rca/answer.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::report {

const signals::App* find_app(const signals::Snapshot& snapshot, std::string_view id);

/// The call with this id, "caller id -> callee id"; null when it was not measured.
const signals::Edge* find_call(const signals::Snapshot& snapshot, std::string_view id);

/// The series of an app, a pod, a node or a call; null when it was not measured.
const signals::Series* find_series(const signals::Snapshot& snapshot, std::string_view subject,
                                   std::string_view signal);

/// Milliseconds from one moment to a later one (negative: earlier). Files hold any number: what cannot be a moment is
/// taken for one a long time away.
std::int64_t ms_between(std::int64_t from_ms, std::int64_t to_ms);

/// Levels of the two states: the usual median, and the mean of the abnormal state.
struct Levels {
  std::optional<double> before{};
  std::optional<double> after{};
};
Levels levels_in(const signals::Series& series, const signals::Grid& grid, const rca::Answer& answer);

/// "▁▁▁▁▁▁▁▁▇█▇█▇▇▇▇": as long before the onset as after it, from zero (or, where a level hardly moves beside its own
/// size, from its lowest); "·" where nothing was measured. "" without an onset or a measurement.
std::string sparkline(const signals::Series* series, const signals::Grid& grid, const rca::Answer& answer);

}  // namespace corootctl::report
