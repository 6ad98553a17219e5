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

/// Columns of these natural widths within `columns`. First the last column gives way (to 20), then the widest others
/// (to 12), then the blanks between them, then the names (to 30). If that is not enough, the widest column that is
/// neither a name nor the last is left out, and all begins anew; a name never is.
Fit fit_columns(const std::vector<std::size_t>& natural, const std::vector<std::size_t>& names, std::size_t columns);

}  // namespace corootctl::cli
