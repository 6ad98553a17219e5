/// Words for what the numbers decided: path, exclusions, gaps.
#pragma once

#include <vector>

#include "rca/blame/suspects.hpp"

namespace corootctl::rca {

/// Hops from the target to the first suspect, along the calls that carry most blame; empty when no such way exists.
std::vector<Hop> explain_path(const Case& item, std::size_t target, const Suspect& first);

/// The two states whose difference all numbers are.
Compared explain_windows(const Case& item);

/// How many of the first may be the cause: their score is not far behind the first one's.
std::size_t count_suspects(const std::vector<Suspect>& ranked);

/// Loud apps that are not the cause, loudest first, at most ten. None of the first `suspects` is among them.
std::vector<Excluded> explain_exclusions(const Case& item, const std::vector<Suspect>& ranked, std::size_t suspects);

/// What was missing: the snapshot's own gaps, unobserved callees on the path, clusters that fell silent.
std::vector<signals::Gap> explain_gaps(const Case& item);

/// By subject, then by what is missing.
void sort_gaps(std::vector<signals::Gap>& gaps);

/// What speaks against the best suspects.
void add_objections(const Case& item, std::vector<Suspect>& ranked);

}  // namespace corootctl::rca
