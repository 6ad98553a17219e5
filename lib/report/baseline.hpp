/// An answer beside an earlier one: what is new, what is gone, what stays.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "document/value.hpp"
#include "rca/answer.hpp"

namespace corootctl::report {

/// What is compared of an answer: who is suspected, by id. An incident without a suspect stands for itself by its
/// target.
struct Blamed {
  std::string status{};
  std::string target{};
  std::vector<std::string> suspects{};
};

Blamed blamed_in(const rca::Answer& answer);

/// The same of what `rca -o json` wrote. Errors: config, when it is none.
Result<Blamed> read_blamed(const document::Value& answer);

struct Change {
  Blamed before{};
  std::vector<std::string> is_new{}, gone{}, stays{};  ///< ids, in the order of the answer they stand in
};

Change compare(const Blamed& before, const rca::Answer& now);

/// {"status", "target", "new", "gone", "stays"}; the first two are the earlier answer's.
document::Value to_value(const Change& change);

/// "Since the baseline" and a line for each; says so when nothing is new.
std::string to_text(const Change& change);
std::string to_markdown(const Change& change);

}  // namespace corootctl::report
