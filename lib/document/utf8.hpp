/// The text that a reader of YAML 1.1 accepts, and places in it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/utf8.hpp"
#include "document/value.hpp"

namespace corootctl::document {

/// Line and column (in bytes) of a byte offset.
Position position_of(std::string_view text, std::size_t offset);

/// UTF-8 without a byte order mark, from UTF-8 or UTF-16 with one. Errors: config, with line and column, for broken
/// encoding and for characters that YAML 1.1 forbids (NUL and other controls).
Result<std::string> to_clean_utf8(std::string_view text, const std::string& source);

/// An error about a place in an input: "kubeconfig a.yaml: line 3, column 7: reason".
tl::unexpected<Error> fail_at(const std::string& source, Position position, std::string_view reason);

}  // namespace corootctl::document
