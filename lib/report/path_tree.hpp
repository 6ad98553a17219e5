/// The way of the trouble as a tree for the terminal.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "rca/answer.hpp"

namespace corootctl::report {

/// One line an app, the callee below its caller: its cluster in a column of its own, so that one sees where the trouble
/// crosses, its name, the share of the problem that came from it. No line is longer than `columns`: deep paths are
/// indented less and at last no more, long names cut in the middle.
std::vector<std::string> path_tree(const rca::Answer& answer, std::size_t columns);

}  // namespace corootctl::report
