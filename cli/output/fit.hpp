/// How wide the columns of a table may be on a terminal.
#pragma once

#include <cstddef>
#include <vector>

namespace corootctl::cli {

struct Fit {
  std::vector<std::size_t> widths{};
  std::vector<bool> shown{};
  std::size_t gap = 3;  ///< blanks between two columns
};

/// What columns are to a table.
struct ColumnRanks {
  std::vector<std::size_t> names{};  ///< never left out, and cut last
  std::vector<std::size_t> leave{};  ///< the order in which columns are left out; empty = the widest first
};

/// Columns of these natural widths within `columns`. First the last column gives way (to 20), then the widest others
/// (to 12), then the blanks between them, then the names (to 30). If that is not enough, one is left out, and all
/// begins anew: the next in the order of `leave`, or the widest that is neither a name nor the last. The last column,
/// where `leave` has it, first becomes as narrow as 8.
Fit fit_columns(const std::vector<std::size_t>& natural, const ColumnRanks& ranks, std::size_t columns);

}  // namespace corootctl::cli
