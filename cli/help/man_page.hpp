/// Manual pages from the command table; docs/man holds what this writes.
#pragma once

#include <string>

#include "cli/parse/tree.hpp"

namespace corootctl::cli {

/// The page of one verb, or of the whole program for the root, in man(7) macros. The verb's flags must be declared.
std::string man_page(const Node& node);

}  // namespace corootctl::cli
