/// One mistake in a fleet file, and how it is shown.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document/value.hpp"

namespace corootctl::fleetfile {

struct Problem {
  document::Position position{};
  std::string message{};  ///< lower case, no final dot; quotes nothing that may be a secret
  std::string hint{};     ///< what to do about it, a sentence
};

using Problems = std::vector<Problem>;

/// "corootctl.yaml:12:5: MESSAGE", the line with a caret below it, and the hint. Values behind keys that sound like
/// passwords are left out of the line.
std::string describe(const Problem& problem, std::string_view text, const std::string& source);

/// What is written at a place, up to the next blank, comma or bracket: `no` where the reader made a boolean of it.
std::string_view word_at(std::string_view text, const document::Position& position);

}  // namespace corootctl::fleetfile
