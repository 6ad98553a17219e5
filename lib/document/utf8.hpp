/// Characters of UTF-8 text, and the text that a reader of YAML 1.1 accepts.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::document {

/// One decoded character; `valid` is false for a byte that starts no character (then `size` is 1).
struct Character {
  char32_t code = 0;
  std::size_t size = 1;
  bool valid = true;
};

/// The character that starts at `text[at]`; overlong forms and surrogates are not valid. `at` must be inside.
Character character_at(std::string_view text, std::size_t at);

void append_utf8(std::string& out, char32_t code);

/// Line and column (in bytes) of a byte offset.
Position position_of(std::string_view text, std::size_t offset);

/// UTF-8 without a byte order mark, from UTF-8 or UTF-16 with one. Errors: config, with line and column, for broken
/// encoding and for characters that YAML 1.1 forbids (NUL and other controls).
Result<std::string> to_clean_utf8(std::string_view text, const std::string& source);

/// An error about a place in an input: "kubeconfig a.yaml: line 3, column 7: reason".
tl::unexpected<Error> fail_at(const std::string& source, Position position, std::string_view reason);

}  // namespace corootctl::document
