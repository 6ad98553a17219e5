/// Running another program (helm, a credential plugin) without a shell.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/deadline.hpp"
#include "base/environment.hpp"
#include "base/result.hpp"

namespace corootctl {

struct Program {
  std::vector<std::string> argv{};  ///< argv[0] is a path, or a bare name looked up in `env`'s PATH; never secrets
  Environment env{};                ///< the child's whole environment
  bool terminal_stdin = false;      ///< inherit standard input; otherwise it is the null device
  bool terminal_stderr = false;     ///< pass standard error through instead of capturing it
  Deadline deadline{};              ///< at its end the process group gets SIGTERM, 5 s later SIGKILL
};

struct Finished {
  int exit_code = 0;  ///< -1 when a signal ended it
  int signal = 0;     ///< 0 when it exited by itself
  bool timed_out = false;
  std::string out{};
  std::string err{};
};

/// The absolute path of a program in PATH, or the name itself when it holds a slash. Matches through "." or an empty
/// PATH element are refused.
std::optional<std::string> find_program(const std::string& name, const Environment& env);

/// Runs it in a process group of its own and waits. Ends early, with kind `cancelled`, when stop is requested.
/// Errors: not_found when there is no such program, failed when it cannot be started.
Result<Finished> run_program(const Program& program, std::stop_token stop);

}  // namespace corootctl
