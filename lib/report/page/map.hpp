/// The apps that an answer names, as a map: clusters side by side, the way of the trouble from top to bottom.
#pragma once

#include <cstddef>

#include "document/value.hpp"
#include "rca/answer.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::report {

/// {width, height, desc, groups, calls, apps, left_out}: shapes with their places. Only what the answer names is drawn:
/// the path, the apps that suffer, the first `top` suspects and what was ruled out, with the calls between them. Null
/// when nothing is named.
document::Value map_value(const rca::Answer& answer, const signals::Snapshot& snapshot, std::size_t top);

}  // namespace corootctl::report
