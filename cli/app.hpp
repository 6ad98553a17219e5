/// From arguments to an exit code.
#pragma once

#include <string>
#include <vector>

#include "cli/env.hpp"

namespace corootctl::cli {

/// Runs one command line (without the program's name) and gives the exit code. Exceptions that escape a verb are bugs:
/// exit 70.
int run(const std::vector<std::string>& args, const Surface& surface);

}  // namespace corootctl::cli
