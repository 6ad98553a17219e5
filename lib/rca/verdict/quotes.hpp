/// What logs and traces say beside the numbers. They are quoted, never weighed: no rank, score, signal or confidence
/// depends on them, because victims log, too, and a text cannot be compared with the usual.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rca/answer.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::rca {

/// Whether a line of evidence is such a quote, by its signal.
bool is_quote(std::string_view signal);

/// Whose logs and traces are worth reading: the apps of the first three suspects, and the target. None without an
/// onset, because nothing could be said to begin there.
std::vector<std::string> apps_to_quote(const Answer& answer, const signals::Snapshot& snapshot);

/// Adds to each blamed app the one excerpt that began at the onset and says most, as its last evidence: errors in logs
/// before failed spans, slow spans, and warnings. `before` and `after` are counts in equally long stretches around the
/// onset. Twice is as once.
void quote_excerpts(Answer& answer, const signals::Snapshot& snapshot);

/// What became known to be missing after the diagnosis, in the order of the others.
void add_gaps(Answer& answer, const std::vector<signals::Gap>& gaps);

}  // namespace corootctl::rca
