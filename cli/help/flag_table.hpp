/// The flags of a verb as data, read back from their declarations.
#pragma once

#include <string>
#include <vector>

#include "cli/parse/tree.hpp"

namespace corootctl::cli {

struct FlagRow {
  std::string heading{};
  char letter = 0;      ///< 0 = none
  std::string name{};   ///< without dashes
  std::string value{};  ///< "FILE", "a|b"; "" = a switch
  std::string help{};
};

/// In declaration order; positionals are not flags.
std::vector<FlagRow> flags_of(const Node& node);

/// The flags under one heading, headings in the order of their first flag.
std::vector<std::pair<std::string, std::vector<FlagRow>>> by_heading(const std::vector<FlagRow>& rows);

/// "-o, --output table|json"; four blanks stand for a missing letter.
std::string spelling(const FlagRow& row);

}  // namespace corootctl::cli
