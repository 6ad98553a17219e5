/// What an incident looked like: apps, calls, nodes and their measurements on one time grid. Data only.
/// The public form is JSON, schema "corootctl.snapshot/v1" (docs/snapshot.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace corootctl::signals {

/// `points` samples, the i-th covering [from_ms + i*step_ms, +step_ms); epoch milliseconds.
struct Grid {
  std::int64_t from_ms = 0;
  std::int64_t step_ms = 15'000;
  std::size_t points = 0;
};

/// One signal of one subject. NaN = not measured, never zero.
struct Series {
  std::string signal{};            ///< "latency_avg", "cpu_usage", ...: units in signals/catalogue.hpp
  std::vector<float> values{};     ///< Grid::points values
  std::vector<float> reference{};  ///< on the snapshot's reference grid; empty when there is none
};

/// The series of one subject, by signal name, without repeats.
struct SeriesBag {
  std::vector<Series> all{};
  /// By a scan: readers keep bags sorted, but a bag built by hand need not be, and bags have about 20 entries.
  const Series* find(std::string_view signal) const {
    for (const Series& series : all)
      if (series.signal == signal) return &series;
    return nullptr;
  }
};

struct Cluster {
  std::string id{};
  std::string name{};
};

struct Instance {
  std::string id{};
  std::optional<std::string> node{};
  SeriesBag series{};
};

enum class SliSource { none, server, client };

struct App {
  std::string id{};  ///< cluster:namespace:Kind:name, the cluster by NAME
  std::string cluster{};
  std::string kind{};    ///< Deployment, StatefulSet, ExternalService, ...
  bool observed = true;  ///< false: known from its callers only
  SliSource sli_source = SliSource::none;
  SeriesBag series{};
  std::vector<Instance> instances{};
};

/// Calls of one app to another, measured by the caller.
struct Edge {
  std::string from{};
  std::string to{};
  SeriesBag series{};
};

struct Node {
  std::string id{};
  std::string cluster{};
  SeriesBag series{};
};

struct Event {
  std::string subject{};
  std::string kind{};  ///< deploy, config, restart, oom, scale
  std::int64_t at_ms = 0;
  std::string text{};
};

struct Incident {
  std::string subject{};
  std::string slo{};  ///< latency or availability
  std::int64_t opened_at_ms = 0;
  std::optional<std::int64_t> resolved_at_ms{};
};

/// What an app's log or traces say, with how often: counts[i] covers [from_ms + i*step_ms, +step_ms), NaN counts as
/// none. It has a grid of its own, because servers keep such counts coarser than measurements.
struct Excerpt {
  std::string subject{};   ///< app
  std::string kind{};      ///< log_pattern or trace_span
  std::string severity{};  ///< fatal, error, warning, unknown; of spans: failed, slow
  std::string text{};      ///< one line, secrets masked
  std::int64_t from_ms = 0;
  std::int64_t step_ms = 0;
  std::vector<float> counts{};
};

enum class Worse { up, down, neither };

/// A signal name the catalogue does not have.
struct SignalNote {
  std::string name{};
  std::string unit{};
  Worse worse = Worse::up;
};

/// Data that could not be had, in words.
struct Gap {
  std::string subject{};
  std::string what{};
};

struct Snapshot {
  Grid grid{};
  std::optional<Grid> reference{};
  std::vector<Cluster> clusters{};
  std::vector<App> apps{};
  std::vector<Edge> edges{};
  std::vector<Node> nodes{};
  std::vector<Event> events{};
  std::vector<Incident> incidents{};
  std::vector<Excerpt> excerpts{};
  std::optional<std::string> target{};
  std::vector<SignalNote> signals{};
  std::vector<Gap> gaps{};
};

}  // namespace corootctl::signals
