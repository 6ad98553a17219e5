/// Completion: the scripts in completions/ ask `corootctl __complete WORDS... LAST` and show what it prints
/// (github.com/spf13/cobra, completions.go).
#pragma once

#include <string>
#include <vector>

#include "cli/env.hpp"
#include "cli/exit_code.hpp"
#include "cli/parse/command.hpp"

namespace corootctl::cli {

bool is_completion(const std::vector<std::string>& args);

/// Prints "value<TAB>description" lines and ":N", the bits of cobra's protocol. Names of contexts come from the
/// kubeconfig; a hub is asked only for names that it alone knows (live_names.hpp). A broken command line or kubeconfig
/// completes to nothing.
ExitCode complete(const std::vector<std::string>& args, std::vector<Command> verbs, const Surface& surface);

}  // namespace corootctl::cli
