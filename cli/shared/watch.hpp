/// --watch: looks again and again and shows only what is new.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "cli/env.hpp"
#include "cli/exit_code.hpp"

namespace corootctl::cli {

struct WatchOptions {
  bool on = false;
  std::chrono::milliseconds interval = std::chrono::seconds(30);
};

void declare_watch(CLI::App& app, WatchOptions& options);

/// What one look gave.
struct Look {
  std::string text{};                   ///< for standard output
  std::string identity{};               ///< shown again when this differs; without numbers that always move
  std::vector<std::string> warnings{};  ///< for standard error, with the text
  std::vector<Error> errors{};          ///< of single clusters, likewise
  std::string note{};  ///< a line for people on standard error: "No apps."; may be empty, and moves freely
  std::function<void()> afterwards{};  ///< what is done at every look, when its text is out; may be empty
  bool is_complete = true;             ///< false when a part could not be read that has no error of its own
  bool meets_condition = false;        ///< the condition of rca --fail-on
};

/// The exit code of one look.
ExitCode exit_code_of(const Look& look);

/// Without --watch: one look, its code. With it: a look every interval until Ctrl-C, which ends with 130 and says
/// nothing; a look that fails later is told once, and the next one may succeed. Progress is shown while `look` works.
/// Errors: of the first look; usage for an interval below 5 seconds, as every look makes the hub build its world anew.
Result<ExitCode> watch(const WatchOptions& options, const Env& env, const std::function<Result<Look>()>& look);

}  // namespace corootctl::cli
