/// Levels before and after a release, minute by minute, with how sure their difference is.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "rca/gate/release.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::rca {

inline constexpr std::int64_t minute_ms = 60'000;

/// Points on the snapshot's grid; half-open ranges.
struct Sides {
  std::size_t before_begin = 0, before_end = 0;
  std::size_t after_begin = 0;  ///< the release
  std::size_t warm_begin = 0;   ///< from here its new pods are not cold any more
  std::size_t after_end = 0;    ///< behind the last point of the grid
  std::size_t block = 1;        ///< points of a minute
};

/// The hour before the release, and the time since, `watch_ms` at most.
Sides sides_of(const signals::Grid& grid, std::int64_t release_ms, std::int64_t watch_ms);

/// One minute of a level.
struct Minute {
  double level = 0;
  double requests = 0;  ///< how many it is the level of; 0 = not known
};

/// The measured minutes of [begin, end). A level of requests is weighed by them; `requests` may be null.
std::vector<Minute> minutes_of(const signals::Series* level, const signals::Series* requests, const Sides& sides,
                               std::size_t begin, std::size_t end, std::int64_t step_ms);

struct Difference {
  double before = 0, after = 0, margin = 0;
  double change() const { return after - before; }
};

/// Nothing with fewer than five minutes before or three after. The margin is three standard errors: what neighbouring
/// minutes differ by, and for a share of requests what counting so few of them can differ by.
std::optional<Difference> difference_of(const std::vector<Minute>& before, const std::vector<Minute>& after,
                                        bool is_share);

/// worse: certainly above zero and more than `allowed`; same: certainly not more than allowed.
Finding find(const Difference& difference, double allowed);

/// The minute whose failures are certainly more than `allowed` beyond the worst one before, though the mean may hide
/// it: its share of failed requests. Nothing when there is none.
std::optional<double> failed_minute(const std::vector<Minute>& before, const std::vector<Minute>& after,
                                    double allowed);

}  // namespace corootctl::rca
