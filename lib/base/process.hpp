/// Running another program (helm, a credential plugin) without a shell.
#pragma once

#include <stop_token>

#include "base/program.hpp"
#include "base/result.hpp"

namespace corootctl {

/// Runs it in a process group of its own and waits. Ends early, with kind `cancelled`, when stop is requested.
/// Errors: not_found when there is no such program, failed when it cannot be started.
Result<Finished> run_program(const Program& program, std::stop_token stop);

}  // namespace corootctl
