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
  /// A Grid, Cluster, App, Edge, Node, Event, Incident, Excerpt, Gap, the grid inside of a reference (none when it has
  /// none), or the list of signals. What the text leaves out stays as in `out`.
  template <class T>
  Result<T> read(std::string_view raw, T out = {});
  /// null gives nothing.
  Result<std::optional<std::string>> read_text(std::string_view raw);

 private:
  simdjson::ondemand::parser parser_{};
};

}  // namespace corootctl::signals
