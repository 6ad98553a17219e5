/// Scores taken apart, for --explain.
#pragma once

#include <string>
#include <vector>

#include "rca/render.hpp"

namespace corootctl::rca {

/// One sentence for each of score, blame, proof with its reasons, and confidence; empty when the terms were not kept.
std::vector<std::string> explain_score(const Candidate& candidate);

}  // namespace corootctl::rca
