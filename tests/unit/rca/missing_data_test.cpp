#include <doctest/doctest.h>

#include <limits>

#include "rca/diagnose.hpp"
#include "rca/measure/measure.hpp"
#include "unit/rca/fixture.hpp"

namespace corootctl::rca::rca_missing_data {
namespace {

constexpr float missing = std::numeric_limits<float>::quiet_NaN();
const std::string front = "a:shop:Deployment:front";
const std::string middle = "a:shop:Deployment:middle";
const std::string back = "b:shop:Deployment:back";

/// Ten points after the onset the trouble gets ten times worse.
void add_peak(signals::SeriesBag& bag) {
  for (signals::Series& series : bag.all)
    if (series.signal == "latency_avg")
      for (std::size_t i = fixture_onset + 10; i < fixture_points; ++i) series.values[i] *= 10;
}

void lose(signals::SeriesBag& bag, std::size_t begin, std::size_t end) {
  for (signals::Series& series : bag.all)
    for (std::size_t i = begin; i < end; ++i) series.values[i] = missing;
}

}  // namespace

TEST_CASE("a callee whose worst minutes were lost is not taken for a small part of its caller's trouble") {
  signals::Snapshot world = slow_chain();
  for (signals::App& app : world.apps) add_peak(app.series);
  for (signals::Edge& edge : world.edges) add_peak(edge.series);
  lose(world.edges[1].series, fixture_onset + 10, fixture_points - 2);
  const Answer answer = diagnose(world);
  REQUIRE_FALSE(answer.candidates.empty());
  CHECK(answer.candidates[0].subject == back);
  CHECK(answer.candidates[0].blame > 0.9);
}

namespace {

/// All series of a cluster, moved to the past by some points: its clock is ahead. The last value stays.
void move_clock(signals::Snapshot& world, const std::string& cluster, std::size_t points) {
  const auto move = [&](signals::SeriesBag& bag) {
    for (signals::Series& series : bag.all) {
      const float last = series.values.back();
      series.values.erase(series.values.begin(), series.values.begin() + static_cast<std::ptrdiff_t>(points));
      series.values.resize(fixture_points, last);
    }
  };
  for (signals::App& app : world.apps)
    if (app.cluster == cluster) move(app.series);
  for (signals::Edge& edge : world.edges)
    if (edge.from.rfind(cluster + ":", 0) == 0) move(edge.series);
}

}  // namespace

TEST_CASE("a member whose clock is off by 90 s does not turn the answer round") {
  for (const char* cluster : {"a", "b"}) {
    signals::Snapshot world = slow_chain();
    move_clock(world, cluster, 3);  // steps of 30 s
    const Answer answer = diagnose(world);
    REQUIRE_FALSE(answer.candidates.empty());
    CHECK(answer.candidates[0].subject == back);
  }
}

TEST_CASE("a member that joined late is no proof against anybody: less is said") {
  for (const std::size_t joined : {fixture_onset - 2, fixture_onset, fixture_onset + 5}) {
    signals::Snapshot world = slow_chain();
    for (signals::App& app : world.apps)
      if (app.cluster == "b") lose(app.series, 0, joined);
    const Answer answer = diagnose(world);
    CHECK(answer.status != Status::no_incident);
    REQUIRE_FALSE(answer.candidates.empty());
    CHECK((answer.candidates[0].subject == back || answer.candidates[0].confidence != Confidence::high));
  }
}

TEST_CASE("a handful of failed requests of an app with few is no sure cause") {
  signals::Snapshot world = slow_chain();
  world.incidents[0].slo = "availability";
  for (signals::App& app : world.apps)
    for (signals::Series& series : app.series.all) {
      if (series.signal == "latency_avg" || series.signal == "cpu_delay") series.values.assign(fixture_points, 0.02F);
      if (series.signal == "requests") series.values.assign(fixture_points, 0.2F);
      if (series.signal == "error_ratio") series.values.assign(fixture_points, 0);
    }
  for (signals::Edge& edge : world.edges)
    for (signals::Series& series : edge.series.all) {
      if (series.signal == "latency_avg") series.values.assign(fixture_points, 0.02F);
      if (series.signal == "requests") series.values.assign(fixture_points, 0.2F);
      if (series.signal == "error_ratio") series.values.assign(fixture_points, 0);
    }
  world.apps[0].series.all[0].values[fixture_onset + 3] = 0.5F;
  const Answer answer = diagnose(world);
  CHECK(answer.status == Status::no_incident);
}

TEST_CASE("sparse data fall silent by chance, dense data do not") {
  Window window;
  window.onset = 20;
  window.end = 24;
  window.usual_end = 18;
  signals::SeriesBag dense{{{"requests", std::vector<float>(24, 1.0F), {}}}};
  for (std::size_t i = 20; i < 24; ++i) dense.all[0].values[i] = missing;
  signals::SeriesBag sparse = dense;
  for (std::size_t i = 0; i < 18; i += 3) sparse.all[0].values[i] = missing;
  dense.all[0].reference.assign(90, 1.0F);
  CHECK(fell_silent(window, dense));
  CHECK_FALSE(fell_silent(window, sparse));
}

TEST_CASE("requests that nobody counted on a call are shared out by what its callee's callers got themselves") {
  signals::App quiet = make_app(front, 0.1, 0.1);
  for (signals::Series& series : quiet.series.all)
    if (series.signal == "requests") series = step_series("requests", 25, 25);
  const signals::Snapshot snapshot = make_world({quiet, make_app(middle, 0.1, 0.1), make_app(back, 0.1, 0.1)},
                                                {{front, back, {}}, {middle, back, {}}}, front);
  const World world = index_world(snapshot);
  const Measured measured = measure_world(world, window_at(world, snapshot.incidents[0].opened_at_ms, {}));
  for (const std::size_t call : {0, 1}) {
    CHECK(calls_per_request(world, measured, call).before == doctest::Approx(0.8).epsilon(0.02));
    CHECK(calls_per_request(world, measured, call).after == doctest::Approx(0.8).epsilon(0.02));
  }
}

TEST_CASE("who was blamed over calls that nobody measured is not sure while other callees were not measured either") {
  const std::string gateway = "a:shop:ExternalService:gateway";
  const std::string other = "a:shop:Deployment:other";
  signals::App outside = make_app(gateway, 0.01, 0.21);
  outside.kind = "ExternalService";
  outside.observed = false;
  outside.sli_source = signals::SliSource::client;
  signals::App rival = make_app(other, 0.01, 0.01);
  signals::Edge to_gateway{front, gateway, {}};
  signals::Edge to_rival{front, other, {}};
  const signals::Snapshot known =
      make_world({make_app(front, 0.05, 0.25), outside, rival}, {to_gateway, to_rival}, front);
  rival.series.all.erase(rival.series.all.begin() + 1);  // its latency
  const signals::Snapshot unknown =
      make_world({make_app(front, 0.05, 0.25), outside, rival}, {to_gateway, to_rival}, front);
  const Answer sure = diagnose(known);
  const Answer doubtful = diagnose(unknown);
  REQUIRE_FALSE(sure.candidates.empty());
  REQUIRE_FALSE(doubtful.candidates.empty());
  CHECK(sure.candidates[0].subject == gateway);
  CHECK(doubtful.candidates[0].subject == gateway);
  CHECK(sure.candidates[0].terms->confidence.callees_known == doctest::Approx(1));
  CHECK(doubtful.candidates[0].terms->confidence.callees_known == doctest::Approx(0.75));
}

TEST_CASE("when all calls of a cluster suffer, it is the cluster and not one of its links") {
  const auto call = [](const std::string& from, const std::string& to) {
    signals::Edge edge = make_call(from, to, 1, 0.02, 0.22);
    edge.series.all.push_back(step_series("rtt", 0.005, 0.1));
    return edge;
  };
  const std::string cart = "c:shop:Deployment:cart";
  std::vector<signals::App> apps{make_app(front, 0.1, 0.7), make_app(middle, 0.05, 0.45), make_app(back, 0.01, 0.01),
                                 make_app(cart, 0.01, 0.01)};
  const signals::Snapshot world =
      make_world(apps, {call(front, middle), call(middle, back), call(middle, cart), call(front, cart)}, front);
  const Answer answer = diagnose(world);
  REQUIRE_FALSE(answer.candidates.empty());
  CHECK(answer.candidates[0].kind == CauseKind::cluster);
  CHECK(answer.candidates[0].subject == "a");
}

TEST_CASE("an alarm at the very beginning of the data is neither believed nor refuted by a level that never changed") {
  signals::Snapshot world = make_world({make_app(front, 0.25, 0.25), make_app(back, 0.21, 0.21)},
                                       {make_call(front, back, 1, 0.22, 0.22)}, front);
  world.incidents[0].opened_at_ms = world.grid.from_ms + 10 * 60'000;
  const Answer answer = diagnose(world);
  CHECK(answer.status == Status::unknown);
  CHECK(answer.candidates.empty());
  REQUIRE(answer.data_gaps.size() == 1);
  CHECK(answer.data_gaps[0].subject == front);
  CHECK(answer.data_gaps[0].what ==
        "its alarm came only 10 min after the data begin, and nothing changed in them: look further back (--since)");
  world.incidents[0].opened_at_ms = world.grid.from_ms + 40 * 60'000;
  CHECK(diagnose(world).status == Status::no_incident);
}

TEST_CASE("a hole is no onset: a false alarm with long steps is refuted by the points around it") {
  signals::Snapshot world = make_world({make_app(front, 0.25, 0.26), make_app(back, 0.21, 0.21)},
                                       {make_call(front, back, 1, 0.22, 0.22)}, front);
  world.grid.step_ms = 120'000;
  world.incidents[0].opened_at_ms =
      world.grid.from_ms + static_cast<std::int64_t>(fixture_onset + 10) * world.grid.step_ms;
  for (signals::App& app : world.apps) lose(app.series, fixture_onset, fixture_onset + 1);
  CHECK(diagnose(world).status == Status::no_incident);
}

TEST_CASE("holes at the beginning leave enough usual points to refute a false alarm") {
  signals::Snapshot world = make_world({make_app(front, 0.25, 0.24), make_app(back, 0.21, 0.21)},
                                       {make_call(front, back, 1, 0.22, 0.22)}, front);
  for (signals::App& app : world.apps) lose(app.series, 1, 4);
  for (signals::Series& series : world.apps[0].series.all)
    if (series.signal == "latency_avg")
      series.values[0] = series.values[4] = 0.2F;  // the largest step is the first one
  CHECK(diagnose(world).status == Status::no_incident);
}

}  // namespace corootctl::rca::rca_missing_data
