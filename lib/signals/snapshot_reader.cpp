#include <algorithm>
#include <cmath>
#include <limits>

#include "base/gzip.hpp"
#include "signals/json_extent.hpp"
#include "signals/snapshot_fields.hpp"
#include "signals/snapshot_json.hpp"

namespace corootctl::signals {
namespace {

constexpr std::string_view schema = "corootctl.snapshot/v1";

/// Takes the value of a Result, or returns its error with the key in front.
template <class T>
Result<> store(T& out, Result<T> got, std::string_view key) {
  if (!got) return tl::unexpected<Error>(under(key, std::move(got.error())));
  out = std::move(*got);
  return {};
}

template <class T>
Result<> read_one(T& out, std::string_view raw, std::string_view key, FieldReader& reader) {
  return raw == "null" ? Result<>() : store(out, reader.read<T>(raw), key);
}

Result<> read_grid(Grid& out, std::string_view raw, FieldReader& reader) {
  if (Result<> done = store(out, reader.read(raw, Grid{0, 0, 0}), "grid"); !done) return done;
  if (out.step_ms <= 0) return fail(ErrorKind::config, "grid.step: is not a positive number of milliseconds");
  return {};
}

template <class T>
Result<> read_list(std::vector<T>& out, std::string_view raw, std::string_view key, FieldReader& reader) {
  if (raw == "null") return {};
  if (raw.front() != '[') return fail(ErrorKind::config, "{}: is not a list", key);
  JsonWalk items(raw);
  while (items.next()) {
    Result<T> item = reader.read<T>(items.value());
    if (!item) return tl::unexpected<Error>(under_index(key, out.size(), std::move(item.error())));
    out.push_back(std::move(*item));
  }
  if (items.broken()) return fail(ErrorKind::config, "{}[{}]: the JSON is broken", key, out.size());
  return {};
}

Result<> check_schema(FieldReader& reader, std::string_view raw) {
  std::optional<std::string> name;
  if (Result<> done = store(name, reader.read_text(raw), "schema"); !done) return done;
  if (name != schema)
    return fail(ErrorKind::config, "schema: is \"{}\", this version reads \"{}\"", name.value_or("null"), schema);
  return {};
}

Result<> read_key(Snapshot& out, FieldReader& reader, std::string_view key, std::string_view raw) {
  if (key == "schema") return check_schema(reader, raw);
  if (key == "grid") return read_grid(out.grid, raw, reader);
  if (key == "reference") return read_one(out.reference, raw, key, reader);
  if (key == "clusters") return read_list(out.clusters, raw, key, reader);
  if (key == "apps") return read_list(out.apps, raw, key, reader);
  if (key == "edges") return read_list(out.edges, raw, key, reader);
  if (key == "nodes") return read_list(out.nodes, raw, key, reader);
  if (key == "events") return read_list(out.events, raw, key, reader);
  if (key == "incidents") return read_list(out.incidents, raw, key, reader);
  if (key == "excerpts") return read_list(out.excerpts, raw, key, reader);
  if (key == "target") return store(out.target, reader.read_text(raw), key);
  if (key == "signals") return read_one(out.signals, raw, key, reader);
  if (key == "gaps") return read_list(out.gaps, raw, key, reader);
  return {};
}

/// A grid's last point must be a time that can be told, and a grid far longer than the file itself is a slip of the pen
/// (or worse): every list that is laid out on it would cost memory that no data ever fill.
Result<> check_grid(const Grid& grid, std::string_view key, std::size_t bytes) {
  constexpr std::size_t always_fine = 1'000'000;  // a year of half minutes
  constexpr double latest_ms = 9e15;
  if (grid.points > std::max(always_fine, bytes))
    return fail(ErrorKind::config, "{}.points: {} points are more than the file can hold", key, grid.points);
  const double end =
      static_cast<double>(grid.from_ms) + static_cast<double>(grid.step_ms) * static_cast<double>(grid.points);
  if (std::abs(end) > latest_ms) return fail(ErrorKind::config, "{}: has an end time out of range", key);
  return {};
}

/// Each has a grid of its own.
Result<> check_excerpts(const std::vector<Excerpt>& excerpts, std::size_t bytes) {
  for (std::size_t i = 0; i < excerpts.size(); ++i) {
    const Excerpt& one = excerpts[i];
    const std::string key = fmt::format("excerpts[{}]", i);
    if (one.step_ms <= 0) return fail(ErrorKind::config, "{}.step: is not a positive number of milliseconds", key);
    if (Result<> done = check_grid({one.from_ms, one.step_ms, one.counts.size()}, key, bytes); !done) return done;
  }
  return {};
}

/// How many values series without any may still get. Files that measure something hardly have such series.
struct Filling {
  std::size_t left = 0;
};

/// Checks lengths against the grids and brings a bag into its fixed order. A series that only one of the two grids has
/// is "not measured" on the other.
Result<> settle(SeriesBag& bag, const Snapshot& snapshot, const std::string& subject, Filling& filling) {
  const std::size_t points = snapshot.grid.points;
  const std::size_t reference = snapshot.reference ? snapshot.reference->points : 0;
  for (Series& series : bag.all) {
    if (series.values.empty() && points > 0) {
      if (points > filling.left)
        return fail(ErrorKind::config, "{}: {} is one of too many series without values on the grid", subject,
                    series.signal);
      filling.left -= points;
      series.values.assign(points, std::numeric_limits<float>::quiet_NaN());
    }
    if (series.values.size() != points)
      return fail(ErrorKind::config, "{}: {} has {} values, the grid has {} points", subject, series.signal,
                  series.values.size(), points);
    if (!snapshot.reference) series.reference.clear();
    if (!series.reference.empty() && series.reference.size() != reference)
      return fail(ErrorKind::config, "{}: {} has {} reference values, the reference grid has {} points", subject,
                  series.signal, series.reference.size(), reference);
  }
  std::sort(bag.all.begin(), bag.all.end(), [](const Series& a, const Series& b) { return a.signal < b.signal; });
  return {};
}

/// `bytes`: size of the file's text.
Result<> settle_all(Snapshot& snapshot, std::size_t bytes) {
  constexpr std::size_t filled_per_byte = 4;
  Filling filling{filled_per_byte * bytes};
  if (Result<> done = check_grid(snapshot.grid, "grid", bytes); !done) return done;
  if (snapshot.reference)
    if (Result<> done = check_grid(*snapshot.reference, "reference.grid", bytes); !done) return done;
  if (Result<> done = check_excerpts(snapshot.excerpts, bytes); !done) return done;
  for (App& app : snapshot.apps) {
    if (Result<> done = settle(app.series, snapshot, app.id, filling); !done) return done;
    for (Instance& instance : app.instances)
      if (Result<> done = settle(instance.series, snapshot, instance.id, filling); !done) return done;
  }
  for (Edge& edge : snapshot.edges)
    if (Result<> done = settle(edge.series, snapshot, edge.from + " -> " + edge.to, filling); !done) return done;
  for (Node& node : snapshot.nodes)
    if (Result<> done = settle(node.series, snapshot, node.id, filling); !done) return done;
  return {};
}

Result<> read_all(Snapshot& out, std::string_view text) {
  FieldReader reader;
  JsonWalk members(text);
  bool has_grid = false;
  bool has_schema = false;
  while (members.next()) {
    has_grid = has_grid || members.key() == "grid";
    has_schema = has_schema || members.key() == "schema";
    if (Result<> done = read_key(out, reader, members.key(), members.value()); !done) return done;
  }
  if (members.broken()) return fail(ErrorKind::config, "the JSON is broken near byte {}", members.offset());
  if (!has_schema) return fail(ErrorKind::config, "schema: is missing, \"{}\" was expected", schema);
  if (!has_grid) return fail(ErrorKind::config, "grid: is missing");
  return settle_all(out, text.size());
}

}  // namespace

Result<Snapshot> parse_snapshot(std::string text) {
  if (is_gzip(text)) {
    CTL_PASS(text, gunzip(text));
  }
  text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  Snapshot out;
  if (Result<> done = read_all(out, text); !done)
    return tl::unexpected<Error>(
        std::move(done.error()).with("snapshot").advise("The format is described in docs/snapshot.md."));
  return out;
}

}  // namespace corootctl::signals
