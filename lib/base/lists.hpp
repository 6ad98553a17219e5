/// Small questions about lists that the standard library answers with two iterators.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace corootctl {

inline bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace corootctl
