/// An answer cut down to what an agent can read at once.
#pragma once

#include <string>
#include <vector>

#include "document/value.hpp"

namespace corootctl::mcp {

struct Bounded {
  document::Value value{};
  /// "apps: the first 40 of 5000", in the order of the cuts.
  std::vector<std::string> cuts{};
};

/// The value as JSON in at most `limit` bytes, as far as cutting allows: the longest list loses its end until it fits;
/// lists come with what matters first. Without lists left to cut, the longest texts do.
Bounded bounded(document::Value value, std::size_t limit);

}  // namespace corootctl::mcp
