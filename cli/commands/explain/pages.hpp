/// What `explain` can say of a code, in each of its forms.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::cli {

struct Page {
  std::string code{};       ///< "CRT107", "exit-7"
  document::Value value{};  ///< {code, name, severity, title, meaning, fix}; an exit code has no severity
  std::string text{}, markdown{};
};

/// The page of a check by its code or name, or of an exit code: "7" or "exit-7". Errors: usage, with what is near.
Result<Page> page_of(const std::string& code);

}  // namespace corootctl::cli
