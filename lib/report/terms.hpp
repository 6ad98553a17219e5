/// Scores taken apart, for --explain.
#pragma once

#include <string>
#include <vector>

#include "report/forms.hpp"

namespace corootctl::report {

/// One sentence for each of score, blame, proof with its reasons, and confidence; empty when the terms were not kept.
std::vector<std::string> explain_score(const rca::Candidate& candidate);

}  // namespace corootctl::report
