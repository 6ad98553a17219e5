/// What may be claimed of a ranked list: how sure its first suspect is, and whether the data decide at all.
#pragma once

#include <vector>

#include "rca/blame/suspects.hpp"

namespace corootctl::rca {

/// How sure the suspect at `rank` of a ranked list is, 0..1, and why.
ConfidenceTerms confidence_terms(const Case& item, const std::vector<Suspect>& suspects, std::size_t rank);
Confidence grade(const ConfidenceTerms& terms);

/// root_cause or unknown.
Status decide(const Case& item, const std::vector<Suspect>& suspects, double unobserved_blame);

}  // namespace corootctl::rca
