#include <algorithm>
#include <cmath>
#include <deque>
#include <iterator>
#include <limits>
#include <mutex>

#include "base/gzip.hpp"
#include "signals/embedded.hpp"
#include "signals/snapshot_fields.hpp"
#include "signals/snapshot_json.hpp"
#include "signals/snapshot_walk.hpp"

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

Result<> check_schema(FieldReader& reader, std::string_view raw) {
  std::optional<std::string> name;
  if (Result<> done = store(name, reader.read_text(raw), "schema"); !done) return done;
  if (name != schema)
    return fail(ErrorKind::config, "schema: is \"{}\", this version reads \"{}\"", name.value_or("null"), schema);
  return {};
}

/// A member that is no list of objects.
Result<> read_member(Snapshot& out, FieldReader& reader, std::string_view key, std::string_view raw) {
  if (key == "schema") return check_schema(reader, raw);
  if (key == "grid") return read_grid(out.grid, raw, reader);
  if (key == "reference") return read_one(out.reference, raw, key, reader);
  if (key == "target") return store(out.target, reader.read_text(raw), key);
  if (key == "signals") return read_one(out.signals, raw, key, reader);
  const bool is_list = std::find(list_names.begin(), list_names.end(), key) != list_names.end();
  if (is_list && raw != "null") return fail(ErrorKind::config, "{}: is not a list", key);
  return {};
}

template <class T>
Result<> add(std::vector<T>& out, const Item& item, FieldReader& reader) {
  CTL_PASS(out.emplace_back(), reader.read<T>(item.value));
  return {};
}

/// use(name, list) for each of list_names.
void for_lists(auto use) {
  use("apps", &Snapshot::apps);
  use("clusters", &Snapshot::clusters);
  use("edges", &Snapshot::edges);
  use("events", &Snapshot::events);
  use("excerpts", &Snapshot::excerpts);
  use("gaps", &Snapshot::gaps);
  use("incidents", &Snapshot::incidents);
  use("nodes", &Snapshot::nodes);
}

Result<> read_element(Snapshot& out, const Item& item, FieldReader& reader) {
  Result<> done;
  for_lists([&](std::string_view name, auto list) {
    if (item.key == name) done = add(out.*list, item, reader);
  });
  return done;
}

void add_lists(Snapshot& out, Snapshot& part) {
  for_lists([&](std::string_view, auto list) {
    auto& more = part.*list;
    (out.*list).insert((out.*list).end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  });
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

/// What the threads that read one file share. Each takes a batch at a time, under the lock, and parses it alone.
struct Reading {
  explicit Reading(ReadBytes source) : walk(std::move(source)) {}

  std::mutex turn{};
  SnapshotWalk walk;
  FieldReader reader{};
  Snapshot members{};            ///< without the lists
  std::deque<Snapshot> lists{};  ///< of each batch, in the file's order
  bool has_grid = false;
  bool has_schema = false;
  std::optional<Flaw> flaw{};         ///< the first in the file
  std::optional<Error> unreadable{};  ///< the file itself
};

void keep_first(std::optional<Flaw>& first, std::size_t offset, Error error) {
  if (!first || offset < first->offset) first = Flaw{offset, std::move(error)};
}

/// Reads what is no element of a list right away; null when there is nothing left.
Snapshot* take_batch(Reading& all, Batch& batch) {
  const std::lock_guard lock(all.turn);
  const Result<bool> more = all.unreadable ? false : all.walk.next(batch);
  if (!more) all.unreadable = more.error();
  if (!more || !*more) return nullptr;
  for (const Item& item : batch.items) {
    if (item.index) continue;
    all.has_grid = all.has_grid || item.key == "grid";
    all.has_schema = all.has_schema || item.key == "schema";
    if (Result<> done = read_member(all.members, all.reader, item.key, item.value); !done)
      keep_first(all.flaw, item.offset, std::move(done.error()));
  }
  return &all.lists.emplace_back();
}

bool read_batch(Reading& all, Batch& batch, FieldReader& reader) {
  Snapshot* lists = take_batch(all, batch);
  if (lists == nullptr) return false;
  for (const Item& item : batch.items) {
    if (!item.index) continue;
    if (Result<> done = read_element(*lists, item, reader); !done) {
      const std::lock_guard lock(all.turn);
      keep_first(all.flaw, item.offset, under_index(item.key, *item.index, std::move(done.error())));
      break;
    }
  }
  return true;
}

void read_batches(Reading& all) {
  Batch batch;
  FieldReader reader;
  while (read_batch(all, batch, reader)) {
  }
}

Result<Snapshot> join(Reading& all) {
  if (const auto& flaw = all.walk.flaw()) keep_first(all.flaw, flaw->offset, flaw->error);
  if (all.flaw) return tl::unexpected<Error>(std::move(all.flaw->error));
  if (!all.has_schema) return fail(ErrorKind::config, "schema: is missing, \"{}\" was expected", schema);
  if (!all.has_grid) return fail(ErrorKind::config, "grid: is missing");
  for (Snapshot& part : all.lists) add_lists(all.members, part);
  CTL_RUN(settle_all(all.members, all.walk.size()));
  return std::move(all.members);
}

}  // namespace

Result<Snapshot> read_snapshot(ReadBytes source, std::size_t threads) {
  Reading all(unpacked(out_of_page(std::move(source))));
  run_on_threads(threads, [&] { read_batches(all); });
  if (all.unreadable) return tl::unexpected<Error>(std::move(*all.unreadable));
  Result<Snapshot> out = join(all);
  if (!out)
    return tl::unexpected<Error>(
        std::move(out.error()).with("snapshot").advise("The format is described in docs/snapshot.md."));
  return out;
}

Result<Snapshot> parse_snapshot(std::string_view text, std::size_t threads) {
  return read_snapshot(pieces_of(text), threads);
}

}  // namespace corootctl::signals
