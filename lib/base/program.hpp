/// What runs another program, and how it ended.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/deadline.hpp"
#include "base/environment.hpp"

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

}  // namespace corootctl
