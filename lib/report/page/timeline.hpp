/// What happened when, around an incident.
#pragma once

#include <cstddef>

#include "document/value.hpp"
#include "rca/answer.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::report {

/// {rows: [{time, after, what, where, class}], left_out}: alarms, the onset, and the changes and restarts of the apps
/// that the answer names (with `top` suspects), in the order of time; what came again and again is one row. Null when
/// nothing is known.
document::Value timeline_value(const rca::Answer& answer, const signals::Snapshot& snapshot, std::size_t top);

}  // namespace corootctl::report
