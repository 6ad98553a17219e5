/// Sentences of an answer, shared by the text and the Markdown form. All from the answer's data.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rca/answer.hpp"

namespace corootctl::rca {

/// "orders (prod-b)" for an app id, the id itself for anything else.
std::string short_name(std::string_view id);

/// "cpu_usage of orders (prod-b)": what was blamed, by kind.
std::string name_cause(const Candidate& candidate);

/// The one sentence: what broke, where, since when, how sure.
std::string verdict_sentence(const Answer& answer);

/// "error_ratio 0.08 % -> 36.8 %, 41 deviations, since 2026-... UTC"
std::string evidence_sentence(const Evidence& evidence);

/// "checkout (prod-a) -> orders (prod-b)  87 %  crosses clusters"
std::string hop_sentence(const Hop& hop);

/// What to look at next, by the kind of the first candidate.
std::vector<std::string> next_steps(const Answer& answer);

}  // namespace corootctl::rca
