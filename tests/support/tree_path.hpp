/// Where the tests find their data and the tree's own files.
#pragma once

#include <string>

namespace corootctl::support {

/// Absolute path of `name`, a path inside the project. The tree's place is compiled into one file only, so that two
/// checkouts share object files.
std::string tree_path(const std::string& name);

}  // namespace corootctl::support
