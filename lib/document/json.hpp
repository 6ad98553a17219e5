/// JSON text to and from the tree.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::document {

/// Strict JSON; positions are not kept. `source` names the input in errors ("kubeconfig a.json", "answer of GET
/// /version"). Errors: config, with line and column. The text of the input is never quoted (it may hold secrets).
Result<Value> parse_json(std::string_view text, const std::string& source);

/// For the YAML reader: the JSON value at the beginning of a longer text.
struct JsonPrefix {
  Value value{};
  std::size_t size = 0;  ///< bytes read, up to and including the closing bracket
};

/// Only for texts that begin with '{' or '[': a number's end is not known before the byte behind it.
Result<JsonPrefix> parse_json_prefix(std::string_view text, const std::string& source);

/// How JSON and YAML spell a number: the shortest text that reads back as the same number of the same kind; "null" when
/// it is not finite.
std::string number_text(const Value& value);

/// Significant digits of numbers that are not integers: as many as read back the same, or at most six.
enum class Digits { all, six };

/// `indent` spaces a level; -1 = one line. Members keep their order; non-finite numbers become null.
std::string to_json(const Value& value, int indent = -1, Digits digits = Digits::all);

}  // namespace corootctl::document
