#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "base/time.hpp"
#include "base/units.hpp"
#include "rca/measure/change.hpp"
#include "rca/measure/statistics.hpp"
#include "unit/rca/fixture.hpp"

namespace corootctl::rca::rca_statistics {
namespace {

const float hole = std::numeric_limits<float>::quiet_NaN();

Usual usual_of(const std::vector<float>& values) { return summarise(values); }

}  // namespace

TEST_CASE("median and spread pass over holes and outliers") {
  const Usual usual = usual_of({5, hole, 3, 1, 4, 2, 1000});
  CHECK(usual.count == 6);
  CHECK(usual.median == doctest::Approx(3.5));
  CHECK(usual.spread ==
        doctest::Approx(2.2239));  // deviations .5 .5 1.5 1.5 2.5 996.5, their upper middle 1.5, times 1.4826
}

TEST_CASE("a flat series has no spread, an empty one counts nothing") {
  CHECK(usual_of({2, 2, 2, 2}).spread == 0);
  CHECK(usual_of({hole, hole}).count == 0);
}

TEST_CASE("the spread of noise is near its standard deviation") {
  std::vector<float> values;
  for (int i = 1; i < 400; ++i) values.push_back(static_cast<float>(i));
  CHECK(usual_of(values).spread ==
        doctest::Approx(148).epsilon(0.01));  // uniform: a quarter of the range, times 1.4826
}

TEST_CASE("a lasting peak ignores a single spike") {
  const std::vector<float> values{1, 1, 9, 1, 4, 5, 4, 1};
  CHECK(lasting_peak(values, 1, 3) == 4);
  CHECK(lasting_peak(values, 1, 1) == 9);
  CHECK(lasting_peak(values, -1, 1) == 1);
}

TEST_CASE("correlation knows same, opposite and nothing") {
  const std::vector<float> a{1, 2, 3, 4, 5};
  const std::vector<float> b{2, 4, 6, 8, 10};
  const std::vector<float> c{5, 4, 3, 2, 1};
  CHECK(correlation(a, b) == doctest::Approx(1));
  CHECK(correlation(a, c) == doctest::Approx(-1));
  CHECK(correlation(a, std::vector<float>{1, 1, 1, 1, 1}) == 0);
  CHECK(correlation(std::vector<float>{1, 2}, std::vector<float>{1, 2}) == 0);
}

TEST_CASE("a change is measured in the unit of its signal, against a floor") {
  const signals::Snapshot snapshot = slow_chain();
  const World world = index_world(snapshot);
  Window window;
  window.onset = fixture_onset;
  window.end = fixture_points;
  window.usual_end = fixture_onset - 2;
  window.step_ms = fixture_step_ms;
  const Change slower = measure_change(world, window, snapshot.apps[2].series.find("latency_avg"));
  CHECK(slower.measured);
  CHECK(slower.before == doctest::Approx(0.01).epsilon(0.02));
  CHECK(slower.delta == doctest::Approx(0.2).epsilon(0.02));
  CHECK(slower.scale == doctest::Approx(0.002));  // the floor of latencies: 2 ms
  CHECK(slower.onset == fixture_onset);
  CHECK(slower.certainty() == 1);
  const Change steady = measure_change(world, window, snapshot.apps[2].series.find("error_ratio"));
  CHECK(steady.certainty() == 0);
  CHECK(steady.excess() == 0);
  CHECK_FALSE(measure_change(world, window, nullptr).measured);
}

TEST_CASE("strength grows with the deviations and never reaches the end") {
  Change change;
  change.measured = true;
  double last = -1;
  for (const double z : {0.0, 3.5, 6.0, 15.0, 40.0, 400.0, 40000.0}) {
    change.peak_z = z;
    CHECK(change.strength() >= last);
    CHECK(change.strength() <= 1);
    last = change.strength();
  }
  change.peak_z = 3;
  CHECK(change.strength() == 0);
}

TEST_CASE("numbers are said with the unit a person would use") {
  CHECK(format_value(0.0123, "s") == "12.3 ms");
  CHECK(format_value(2.5, "s") == "2.5 s");
  CHECK(format_value(0.000042, "s") == "42.0 us");
  CHECK(format_value(0.368, "") == "36.8 %");
  CHECK(format_value(536870912, "bytes") == "512 MiB");
  CHECK(format_value(12, "1/s") == "12.0/s");
  CHECK(format_value(0, "1/s") == "0/s");
  CHECK(format_time(1'795'335'780'000) == "2026-11-22 08:23:00 UTC");
  CHECK(format_span(95'000) == "95 s");
  CHECK(format_span(65 * 60'000) == "1 h 5 min");
}

}  // namespace corootctl::rca::rca_statistics
