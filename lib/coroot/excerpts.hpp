/// What logs and traces of one app say: the server's views of them (coroot-api 40-43). Texts are the programs' own,
/// with whatever they hold: quote_log() them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::coroot {

/// How many, over time: counts[i] from first_ms + i * step_ms on; NaN = none.
struct Counts {
  std::int64_t first_ms = 0;
  std::int64_t step_ms = 0;
  std::vector<float> counts{};
};

/// Adds counts of the same grid.
void add_counts(Counts& sum, const Counts& more);

/// Messages that are alike.
struct LogPattern {
  std::string severity{};  ///< "fatal", "error", "warning", "info", ..., "unknown"
  std::string sample{};
  Counts messages{};
};

struct LogPatterns {
  std::vector<LogPattern> all{};
  std::string missing{};  ///< why there are none, in the server's words; "" when it looked
};

/// Upper ends of the buckets of a latency histogram of spans, in seconds (coroot-api 42); above the last one lies the
/// rest.
inline constexpr std::array<double, 11> span_buckets{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

struct Span {
  std::string trace{}, id{}, parent{};
  std::string name{};
  double seconds = 0;
  bool failed = false;
  std::string problem{};  ///< of a failed one: its status, or its exception's message; may be empty
};

struct Traces {
  Counts failed{};                  ///< spans that failed
  std::array<Counts, 12> slower{};  ///< [i]: spans above span_buckets[i - 1]; [0]: all
  std::vector<Span> examples{};     ///< those that were asked for, newest first, at most 100
  std::string missing{};            ///< why there is nothing, in the server's words; "" when it looked
};

/// The query of GET .../app/ID/logs.
std::string log_patterns_query();

/// The parameter `trace` of GET .../app/ID/tracing: spans from `from_ms` to `to_ms` that failed, or took at least
/// `slow_seconds` (0 = failed ones only).
std::string trace_query(std::int64_t from_ms, std::int64_t to_ms, double slow_seconds);

/// Errors: no_data, when the answer has no such view.
Result<LogPatterns> read_log_patterns(const document::Value& answer);
Result<Traces> read_traces(const document::Value& answer);

}  // namespace corootctl::coroot
