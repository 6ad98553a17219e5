/// One call, as its caller and as its callee measured it.
#pragma once

#include "document/value.hpp"
#include "rca/answer.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::report {

/// {call, caller, callee, heading, note, rows: [{what, caller_before, caller_after, callee_before, callee_after}],
/// plots}: the call that is blamed, else the last one of the path. Null when there is none, or it was not measured.
document::Value ends_value(const rca::Answer& answer, const signals::Snapshot& snapshot);

}  // namespace corootctl::report
