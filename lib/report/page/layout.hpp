/// Where the boxes of the map stand.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "report/page/roles.hpp"

namespace corootctl::report {

/// A rectangle in the units of the drawing.
struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

struct Group {
  std::string cluster{};
  Box box{};
};

struct Layout {
  double width = 0;
  double height = 0;
  std::vector<Box> boxes{};  ///< as Cast::all
  std::vector<Group> groups{};
};

/// Indices into Cast::all, caller and callee.
using Calls = std::vector<std::pair<std::size_t, std::size_t>>;

/// Clusters are columns in the order in which the path meets them, what is outside of all of them last. A callee stands
/// below its caller; the first `on_path` are the path, one below the other.
Layout lay_out(const Cast& cast, const Calls& calls, std::size_t on_path);

}  // namespace corootctl::report
