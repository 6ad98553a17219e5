/// From a snapshot to an answer: pure, the same bytes for the same data in any order.
#pragma once

#include "rca/answer.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::rca {

/// Never fails: what the data do not decide is `unknown`, with the gaps named.
Answer diagnose(const signals::Snapshot& snapshot);

}  // namespace corootctl::rca
