/// The grammar of `--set`: path=value[,path=value...].
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::document {

using Step = std::variant<std::string, std::size_t>;  ///< a key, or the index of a list item

struct Assignment {
  std::vector<Step> path{};
  std::string path_text{};   ///< as written; safe to show
  std::size_t position = 1;  ///< of its first character in the expression, from 1
  Value value{};             ///< null = remove
};

/// Errors: usage, with the path (never the value, which may be a secret) and the position in the expression.
Result<std::vector<Assignment>> parse_set(std::string_view expression);

}  // namespace corootctl::document
