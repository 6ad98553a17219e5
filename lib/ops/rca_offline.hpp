/// rca --snapshot FILE: the answer without any network.
#pragma once

#include <string>

#include "base/result.hpp"
#include "rca/answer.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::ops {

/// Milliseconds spent in each stage (--timings).
struct Timings {
  double read_ms = 0, collect_ms = 0, parse_ms = 0, diagnose_ms = 0, write_ms = 0;
};

/// Reads (path "-" = standard input), parses and diagnoses. `timings` may be null.
Result<rca::Answer> diagnose_file(const std::string& path, Timings* timings);

}  // namespace corootctl::ops
