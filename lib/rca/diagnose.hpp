/// From a snapshot to an answer: pure, the same bytes for the same data in any order.
#pragma once

#include "base/cores.hpp"
#include "rca/answer.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::rca {

/// Never fails: what the data do not decide is `unknown`, with the gaps named. The answer is the same with
/// any number of threads.
Answer diagnose(const signals::Snapshot& snapshot, std::size_t threads = cores());

}  // namespace corootctl::rca
