/// Root cause analysis of a snapshot file: no cluster, no network.
#pragma once

#include <chrono>
#include <string>

#include "base/result.hpp"
#include "rca/answer.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::ops {

class Stopwatch {
 public:
  /// Milliseconds since the last call, or the beginning.
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    return std::chrono::duration<double, std::milli>(now - std::exchange(last_, now)).count();
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

/// Where the time went, in milliseconds.
struct Timings {
  double read_ms = 0;      ///< file or standard input
  double collect_ms = 0;   ///< asking a server; 0 offline
  double parse_ms = 0;     ///< unpacking, JSON to series
  double diagnose_ms = 0;  ///< series to answer
  double write_ms = 0;     ///< answer to text
};

/// "read=1.2 collect=0.0 parse=3.4 diagnose=5.6 write=0.1", in milliseconds.
std::string to_text(const Timings& timings);

/// A snapshot, and what it means.
struct Diagnosis {
  signals::Snapshot snapshot{};
  rca::Answer answer{};
};

/// Reads a snapshot ("-" is standard input; plain, gzip, or a page that holds one) and diagnoses it. `app`: whose
/// trouble is to be explained, any part of its id that only it has; empty = as the snapshot says. `timings` may be
/// null. Errors: not_found and config, with the file's path in `where`; find_app's.
Result<Diagnosis> diagnose_file(const std::string& path, const std::string& app, Timings* timings);

/// The snapshot alone, with `app` as its target. Errors: as diagnose_file.
Result<signals::Snapshot> read_snapshot(const std::string& path, const std::string& app);

}  // namespace corootctl::ops
