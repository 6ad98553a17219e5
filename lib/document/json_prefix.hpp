/// For the YAML reader: the JSON value at the beginning of a longer text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::document {

struct JsonPrefix {
  Value value{};
  std::size_t size = 0;  ///< bytes read, up to and including the closing bracket
};

/// Only for texts that begin with '{' or '[': a number's end is not known before the byte behind it.
Result<JsonPrefix> parse_json_prefix(std::string_view text, const std::string& source);

}  // namespace corootctl::document
