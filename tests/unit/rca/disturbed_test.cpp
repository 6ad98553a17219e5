#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "rca/blame/evidence.hpp"
#include "rca/diagnose.hpp"
#include "rca/measure/measure.hpp"
#include "unit/rca/fixture.hpp"

namespace corootctl::rca::rca_disturbed {
namespace {

constexpr float missing = std::numeric_limits<float>::quiet_NaN();
const std::string front = "a:shop:Deployment:front";
const std::string middle = "a:shop:Deployment:middle";

signals::Series& series_of(signals::App& app, const std::string& signal) {
  const auto at = std::find_if(app.series.all.begin(), app.series.all.end(),
                               [&](const signals::Series& series) { return series.signal == signal; });
  REQUIRE(at != app.series.all.end());
  return *at;
}

/// Every value is up to a third too large or too small, the same in every run.
void add_noise(signals::Series& series) {
  for (std::size_t i = 0; i < series.values.size(); ++i)
    series.values[i] *= static_cast<float>(1 + 0.33 * std::sin(static_cast<double>(i * i)));
}

void lose(signals::App& app, const std::string& signal) {
  std::erase_if(app.series.all, [&](const signals::Series& series) { return series.signal == signal; });
}

const Candidate& first(const Answer& answer) {
  REQUIRE_FALSE(answer.candidates.empty());
  return answer.candidates.front();
}

}  // namespace

namespace {

/// Eight steps of a minute around the onset, and what came before as the reference.
signals::Snapshot short_grid(signals::Snapshot world) {
  constexpr std::ptrdiff_t begin = fixture_onset - 3;
  const auto shorten = [](signals::SeriesBag& bag) {
    for (signals::Series& series : bag.all) {
      const auto first_value = series.values.begin();
      series.reference.assign(first_value, first_value + static_cast<std::ptrdiff_t>(fixture_onset));
      series.values = {first_value + begin, first_value + begin + 8};
    }
  };
  for (signals::App& app : world.apps) shorten(app.series);
  for (signals::Edge& edge : world.edges) shorten(edge.series);
  world.grid = {world.grid.from_ms, 60'000, 8};
  world.reference = signals::Grid{world.grid.from_ms - 1'000'000'000, 60'000, fixture_onset};
  world.incidents[0].opened_at_ms = world.grid.from_ms + 3 * 60'000;
  return world;
}

}  // namespace

TEST_CASE("a level whose noise hides what an app below surely lost does not refute the alarm") {
  const auto world = [](double middle_after) {
    signals::App noisy = make_app(front, 0.1, 0.1 + middle_after - 0.01);
    add_noise(series_of(noisy, "latency_avg"));
    return short_grid(make_world({noisy, make_app(middle, 0.01, middle_after)}, {{front, middle, {}}}, front));
  };
  CHECK(diagnose(world(0.01)).status == Status::no_incident);
  const Answer answer = diagnose(world(0.04));
  CHECK(answer.status == Status::root_cause);
  CHECK(first(answer).subject == middle);
  CHECK(first(answer).confidence == Confidence::low);
}

TEST_CASE("blame that was summed from the ground is sure only when the suspect's own signals say why, too") {
  const auto world = [](bool says_why) {
    signals::App noisy = make_app(front, 0.1, 0.13);
    add_noise(series_of(noisy, "latency_avg"));
    signals::App slow = make_app(middle, 0.01, 0.04);
    if (says_why) slow.series.all.push_back(step_series("cpu_throttled", 0.01, 0.5));
    signals::Edge call = make_call(front, middle, 1, 0.01, 0.04);
    call.series.all.push_back(step_series("server_latency_avg", 0.01, 0.04));
    return short_grid(make_world({noisy, slow}, {call}, front));
  };
  for (const bool says_why : {false, true}) {
    const Answer answer = diagnose(world(says_why));
    CHECK(first(answer).subject == middle);
    REQUIRE(first(answer).terms);
    const std::vector<Open>& open = first(answer).terms->confidence.open;
    CHECK((std::find(open.begin(), open.end(), Open::trust) == open.end()) == says_why);
    CHECK((first(answer).confidence == Confidence::high) == says_why);
  }
}

TEST_CASE("a level that stayed inside its usual range proves nothing by its strength") {
  const auto latency_proves = [](bool seen_before) {
    signals::App restless = make_app(middle, 0.1, 0.15);
    std::vector<float>& values = series_of(restless, "latency_avg").values;
    for (std::size_t i = 0; i < fixture_onset; ++i) {
      values[i] += 0.02F * std::sin(static_cast<float>(i));
      if (seen_before && i % 10 == 0) values[i] = 0.25F;
    }
    const signals::Snapshot snapshot = make_world({make_app(front, 0.1, 0.5), restless}, {}, front);
    const World world = index_world(snapshot);
    const Window window =
        find_window(world, service_levels(world, 0, "latency"), snapshot.incidents[0].opened_at_ms, {});
    const Proof proof = prove_app(world, measure_world(world, window), 1, {});
    return std::any_of(proof.reasons.begin(), proof.reasons.end(),
                       [](const Reason& reason) { return reason.evidence.signal == "latency_avg"; });
  };
  CHECK(latency_proves(false));
  CHECK_FALSE(latency_proves(true));
}

TEST_CASE("a cluster whose clock is 90 s behind has not fallen silent") {
  signals::Snapshot world =
      make_world({make_app(front, 0.1, 0.1), make_app(middle, 0.05, 0.05), make_app("b:shop:Deployment:one", 0.1, 0.1),
                  make_app("b:shop:Deployment:two", 0.1, 0.1)},
                 {make_call(front, middle, 1, 0.05, 0.05)}, front);
  for (signals::App& app : world.apps)
    for (signals::Series& series : app.series.all)
      for (std::size_t lost = 0; app.cluster == "b" && lost < 7; ++lost)  // three of them for the clock
        series.values[fixture_points - 1 - lost] = missing;
  CHECK(diagnose(world).status == Status::no_incident);
}

TEST_CASE("errors that came near to being an incident are followed where the alarm's own level was calm") {
  signals::Snapshot world = make_world({make_app(front, 0.1, 0.1), make_app(middle, 0.05, 0.05)},
                                       {make_call(front, middle, 1, 0.05, 0.05)}, front);
  world.grid.step_ms = 60'000;
  world.incidents[0].opened_at_ms = world.grid.from_ms + static_cast<std::int64_t>(fixture_onset) * 60'000;
  lose(world.apps[0], "latency_avg");
  world.apps[0].series.all.push_back(step_series("latency_p90", 0.1, 0.1));  // which cannot refute the alarm
  std::vector<float>& errors = series_of(world.apps[0], "error_ratio").values;
  for (const std::size_t usual : {5U, 15U, 25U, 35U}) errors[usual] = 0.5F;
  for (const std::size_t bad : {0U, 2U}) errors[fixture_onset + bad] = 0.4F;
  errors[fixture_onset + 1] = missing;
  const Answer answer = diagnose(world);
  CHECK(first(answer).subject == front);
  CHECK(first(answer).signal == "error_ratio");
}

}  // namespace corootctl::rca::rca_disturbed
