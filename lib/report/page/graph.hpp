/// Apps and calls as the shapes of a map, whatever they were chosen by.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "document/value.hpp"
#include "report/page/roles.hpp"

namespace corootctl::report {

/// A call on the map: caller and callee as indices into Cast::all.
struct Stroke {
  std::size_t from = 0;
  std::size_t to = 0;
  std::string look = "call";  ///< "call lit" carries trouble, "call lit blamed" is the cause
  std::string label{};
};

struct Graph {
  const Cast& cast;
  std::vector<Stroke> calls{};  ///< in an order that does not depend on chance
  std::size_t on_path = 0;      ///< the first apps of the cast, one below the other
  std::string blamed{};         ///< a cluster; "" = none is
  std::string title{};          ///< for those who cannot see it
  std::string words{};
};

/// {map_title, width, height, fits, desc, groups, calls, apps}: shapes with their places, for map.svg.
document::Object graph_value(const Graph& graph);

}  // namespace corootctl::report
