/// A tool call as a process: what to run, and how it ended.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace corootctl::mcp {

/// A tool call to carry out.
struct Call {
  std::uint64_t number = 0;
  std::string tool{};
  std::vector<std::string> command{};  ///< verb and flags
};

/// How a call ended.
struct Outcome {
  int exit_code = 0;
  std::string out{};
  std::string err{};
  bool timed_out = false;
};

}  // namespace corootctl::mcp
