#include <doctest/doctest.h>

#include "rca/measure/window.hpp"
#include "unit/rca/fixture.hpp"

namespace corootctl::rca::rca_window {
namespace {

struct Setting {
  signals::Snapshot snapshot = slow_chain();
  World world = index_world(snapshot);
  const signals::Series* latency = snapshot.apps[0].series.find("latency_avg");
  std::int64_t at(std::size_t point) const {
    return snapshot.grid.from_ms + static_cast<std::int64_t>(point) * fixture_step_ms;
  }
};

}  // namespace

TEST_CASE("the onset is found behind late alarms, and near exact ones") {
  const Setting s;
  for (const std::size_t late : {0U, 2U, 10U, 38U}) {
    const Window window = find_window(s.world, {s.latency}, s.at(fixture_onset + late), std::nullopt);
    CHECK(window.found);
    CHECK(window.onset == fixture_onset);
  }
}

TEST_CASE("an alarm one step early still finds the onset") {
  const Setting s;
  CHECK(find_window(s.world, {s.latency}, s.at(fixture_onset - 1), std::nullopt).onset == fixture_onset);
}

TEST_CASE("a spike long before is not the onset") {
  Setting s;
  for (signals::Series& series : s.snapshot.apps[0].series.all)
    if (series.signal == "latency_avg") series.values[30] = 90;
  CHECK(find_window(s.world, {s.latency}, s.at(fixture_onset + 5), std::nullopt).onset == fixture_onset);
}

TEST_CASE("the abnormal window ends where the level recovered") {
  Setting s;
  for (signals::Series& series : s.snapshot.apps[0].series.all)
    if (series.signal == "latency_avg")
      for (std::size_t i = fixture_onset + 12; i < fixture_points; ++i) series.values[i] = series.values[i - 60];
  const Window window = find_window(s.world, {s.latency}, s.at(fixture_onset + 3), std::nullopt);
  CHECK(window.onset == fixture_onset);
  CHECK(window.end == fixture_onset + 12);
}

TEST_CASE("a resolved incident is judged by what was before its end") {
  const Setting s;
  const Window window = find_window(s.world, {s.latency}, s.at(fixture_onset + 5), s.at(fixture_onset + 20));
  CHECK(window.end <= fixture_onset + 21);
}

TEST_CASE("usual points keep a distance from the onset") {
  const Setting s;
  const Window window = find_window(s.world, {s.latency}, s.at(fixture_onset + 5), std::nullopt);
  CHECK(window.usual_begin == 0);
  CHECK(window.usual_end == fixture_onset - 3);
}

}  // namespace corootctl::rca::rca_window
