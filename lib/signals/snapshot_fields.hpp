/// One object of a snapshot at a time, from raw JSON into the data types. Inside lib/signals only.
#pragma once

#include <simdjson.h>

#include <string_view>

#include "base/result.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::signals {

/// Error texts name the place as a path, e.g. "apps[3].series.latency_avg[7]: is neither a number nor null".
Error under(std::string_view key, Error error);
Error under_index(std::string_view key, std::size_t index, Error error);

/// Parses raw values that lie in a buffer with at least simdjson's padding behind every one of them.
class FieldReader {
 public:
  Result<Grid> read_grid(std::string_view raw);
  Result<std::optional<Grid>> read_reference(std::string_view raw);
  Result<Cluster> read_cluster(std::string_view raw);
  Result<App> read_app(std::string_view raw);
  Result<Edge> read_edge(std::string_view raw);
  Result<Node> read_node(std::string_view raw);
  Result<Event> read_event(std::string_view raw);
  Result<Incident> read_incident(std::string_view raw);
  Result<Gap> read_gap(std::string_view raw);
  Result<std::vector<SignalNote>> read_signals(std::string_view raw);
  /// null gives nothing.
  Result<std::optional<std::string>> read_text(std::string_view raw);

 private:
  template <class Visit>
  Result<> each_field(std::string_view raw, Visit visit);

  simdjson::ondemand::parser parser_{};
};

}  // namespace corootctl::signals
