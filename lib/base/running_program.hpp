/// A program that runs beside us: what it writes is taken whenever somebody looks.
#pragma once

#include <array>
#include <memory>
#include <optional>

#include "base/program.hpp"
#include "base/result.hpp"

namespace corootctl {

/// Destroying it ends the program's process group with SIGKILL and takes the exit status away.
class RunningProgram {
 public:
  /// Starts it in a process group of its own; `program.deadline` is the caller's business. Errors: as run_program.
  static Result<RunningProgram> start(const Program& program);
  RunningProgram(RunningProgram&&) noexcept;
  RunningProgram& operator=(RunningProgram&&) noexcept;
  ~RunningProgram();

  /// Its standard output and standard error, to wait for with poll(); -1 once closed.
  std::array<int, 2> descriptors() const;
  /// Takes what can be read without waiting. Its end once it has ended, with all that it wrote.
  std::optional<Finished> look();
  /// What it wrote to standard error so far.
  const std::string& err() const;
  /// Asks its process group to end: SIGTERM, and at a look 5 s later SIGKILL. Asking again changes nothing.
  void end();

 private:
  struct State;
  explicit RunningProgram(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace corootctl
