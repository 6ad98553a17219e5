/// What Coroot reads otherwise than a resource says it, without a word (operator 29, 30).
#pragma once

#include <string>
#include <vector>

#include "document/value.hpp"

namespace corootctl::coroot {

struct Misread {
  std::string project{};
  std::string what{};  ///< "is there twice, and Coroot takes the last"; never a key
  std::string hint{};
};

/// In the order of spec.projects, each project once.
std::vector<Misread> misread_projects(const document::Value& resource);

}  // namespace corootctl::coroot
