/// What can be said of each exit code beyond the line of exit_code_meanings(): `explain`, `commands` and
/// docs/exit-codes.
#pragma once

#include <array>

#include "cli/exit_code.hpp"

namespace corootctl::cli {

struct ExitCodePage {
  int code;
  const char* name;     ///< one word: "no-data"
  const char* told_by;  ///< which commands end with it
  const char* meaning;
  const char* fix;  ///< what whoever gets it can do
};

/// In the order of exit_code_meanings(), of which each has one.
const std::array<ExitCodePage, 13>& exit_code_pages();

}  // namespace corootctl::cli
