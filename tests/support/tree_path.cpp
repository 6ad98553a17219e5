#include "support/tree_path.hpp"

namespace corootctl::support {

std::string tree_path(const std::string& name) { return std::string(COROOTCTL_TREE) + "/" + name; }

}  // namespace corootctl::support
