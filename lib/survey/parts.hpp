/// Reading one part of a cluster: its value, or a gap.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "checks/facts.hpp"

namespace corootctl::survey {

/// Notes why a part was not read, once. The reason names verb, resource and namespace, as the API server says them.
inline void note_gap(std::vector<checks::Gap>& gaps, std::string_view part, const Error& error) {
  const bool is_known = std::any_of(gaps.begin(), gaps.end(), [&](const checks::Gap& gap) { return gap.part == part; });
  if (!is_known) gaps.push_back({std::string(part), describe(error)});
}

/// Passes an answer on to `use`; an error becomes a gap. Errors: none, but for an interruption.
template <class Answer, class Use>
Result<> take(Answer answer, std::string_view part, std::vector<checks::Gap>& gaps, Use use) {
  if (answer) {
    use(*std::move(answer));
    return {};
  }
  if (answer.error().kind == ErrorKind::cancelled) return tl::unexpected(std::move(answer.error()));
  note_gap(gaps, part, answer.error());
  return {};
}

}  // namespace corootctl::survey
