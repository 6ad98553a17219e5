/// The process's exit codes: the only place that knows them.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "base/result.hpp"

namespace corootctl::cli {

enum class ExitCode {
  ok = 0,
  failed = 1,
  usage = 2,
  partial = 3,
  unauthorized = 4,
  unreachable = 5,
  timeout = 6,
  pending = 7,
  no_data = 8,
  check_failed = 9,
  fail_on = 10,
  bug = 70,
  interrupted = 130,
};

struct ExitCodeMeaning {
  ExitCode code;
  const char* text;
};

/// Every code with its meaning, in order: the help topic, the manual page and scripts read this.
const std::array<ExitCodeMeaning, 13>& exit_code_meanings();

ExitCode exit_code_of(ErrorKind kind);

/// Over several clusters, one entry each, null for one that went well: 0 when all did, 3 when some failed, and when all
/// failed the code they agree on, or `mixed`.
ExitCode exit_code_of(const std::vector<const Error*>& clusters, ExitCode mixed = ExitCode::failed);

}  // namespace corootctl::cli
