/// The text between "${" and "}".
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace corootctl::templating {

struct Placeholder {
  std::string path{};     ///< "service.type"
  bool required = false;  ///< written with "!"
};

/// A scalar in pieces: literal text, and placeholders between.
struct Piece {
  std::string literal{};
  std::optional<Placeholder> placeholder{};  ///< when set, `literal` is empty
};

/// The pieces of a scalar; "$${" is a literal "${". nullopt when a placeholder is not closed or its name has other
/// characters than letters, digits, '_', '-' and '.'.
std::optional<std::vector<Piece>> split_scalar(std::string_view text);

}  // namespace corootctl::templating
