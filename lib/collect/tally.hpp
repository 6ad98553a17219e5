/// Adding up measurements: containers to pods to apps, sockets to edges. Missing is never zero.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "signals/snapshot.hpp"

namespace corootctl::collect {

using Values = std::vector<float>;

/// Sums and weighted means of several signals over one grid.
class Tally {
 public:
  explicit Tally(std::size_t points) : points_(points) {}
  /// Sum over everything added; a point without any value stays missing.
  void add(std::string_view signal, const Values& values);
  /// Mean of `values` weighted by `weights` (a latency by its requests). Points without a weight do not count.
  void add_weighted(std::string_view signal, const Values& values, const Values& weights);
  /// The largest of everything added: a disk that is full stays full beside an empty one.
  void add_largest(std::string_view signal, const Values& values);
  void add_mean(std::string_view signal, const Values& values);
  /// The signal so far; all missing when nothing was added.
  Values values(std::string_view signal) const;
  bool has(std::string_view signal) const { return cells_.contains(signal); }
  /// The signals in name order; those without a single value are left out.
  signals::SeriesBag bag() const;
  void remove(std::string_view signal);
  void set(std::string_view signal, const Values& values);

 private:
  struct Cell {
    std::vector<double> total{};
    std::vector<double> weight{};  ///< 0 = missing
    bool mean = false;
  };
  Cell& cell(std::string_view signal, bool mean);
  std::size_t points_;
  std::map<std::string, Cell, std::less<>> cells_{};
};

/// One thing's measurements by query name.
using SeriesByQuery = std::map<std::string, Values, std::less<>>;
/// nullptr when the query had no answer for it.
const Values* find(const SeriesByQuery& series, std::string_view query);

inline constexpr std::array<std::string_view, 5> latency_signals = {"latency_avg", "latency_p50", "latency_p90",
                                                                    "latency_p95", "latency_p99"};

/// Requests, errors and latencies (weighted by the requests) out of the queries of these names behind `prefix`.
/// Nothing without requests.
void add_service_level(Tally& tally, const SeriesByQuery& series, const std::string& prefix);

/// errors / requests. Where requests were measured, a missing error series means none failed (coroot-api 34); without
/// requests there is no ratio.
Values ratio_of_errors(const Values& errors, const Values& requests);

/// Increase per step of a counter; its first sample has none. A counter that falls was reset by a restarted agent and
/// counts nothing there.
Values increases(const Values& counter);

}  // namespace corootctl::collect
