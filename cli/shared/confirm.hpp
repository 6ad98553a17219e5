/// Asking before writing.
#pragma once

#include <string>
#include <vector>

#include "cli/env.hpp"

namespace corootctl::cli {

/// What a command is about to write, in lines: "cluster-a (https://...): operator, Coroot coroot/coroot".
using Intent = std::vector<std::string>;

/// Shows the intent and asks on a terminal. Without one a script has to say --yes: usage error. "No" is `cancelled`.
Result<> confirm(const Intent& intent, bool yes, const Env& env);

}  // namespace corootctl::cli
