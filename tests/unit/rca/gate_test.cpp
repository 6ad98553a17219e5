/// The verdict about a release, over hand-made worlds: what harms, what only looks like it, and what nobody can say.
#include "rca/gate/gate.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "unit/rca/fixture.hpp"

namespace corootctl::rca::rca_gate {
namespace {

const std::string shop = "a:shop:Deployment:shop";
const std::string web = "a:shop:Deployment:web";
const std::string other = "a:shop:Deployment:other";
const std::string store = "b:shop:StatefulSet:store";

std::int64_t time_of(std::size_t point) {
  return 1'760'000'000'000 + static_cast<std::int64_t>(point) * fixture_step_ms;
}

void deploy(signals::Snapshot& world, const std::string& app, std::size_t point = fixture_onset) {
  world.events.push_back({app, "deploy", time_of(point), "shop:1 -> shop:2"});
}

/// web calls shop, which was released; nothing else happens.
signals::Snapshot quiet_release() {
  auto world =
      make_world({make_app(web, 0.1, 0.1), make_app(shop, 0.05, 0.05)}, {make_call(web, shop, 1, 0.05, 0.05)}, web);
  deploy(world, shop);
  return world;
}

signals::App& app_of(signals::Snapshot& world, const std::string& id) {
  return *std::find_if(world.apps.begin(), world.apps.end(), [&](const auto& app) { return app.id == id; });
}

std::vector<float>& values_of(signals::Snapshot& world, const std::string& id, const std::string& signal) {
  auto& all = app_of(world, id).series.all;
  return std::find_if(all.begin(), all.end(), [&](const auto& series) { return series.signal == signal; })->values;
}

GateAnswer judge(const signals::Snapshot& world, GateQuestion question = {}) {
  question.app = shop;
  const auto answer = judge_release(world, question);
  REQUIRE(answer.has_value());
  return *answer;
}

using Reasons = std::vector<std::string>;

}  // namespace

TEST_CASE("gate: a release after which nothing got worse did no harm") {
  const auto answer = judge(quiet_release());
  CHECK(answer.verdict == GateVerdict::no_harm);
  CHECK(answer.release == "shop:1 -> shop:2");
  CHECK(answer.release_ms == time_of(fixture_onset));
  CHECK(answer.reasons == Reasons{"errors and latency stayed within what is allowed"});
}

TEST_CASE("gate: a release that makes the app slower did harm, and its callers are said to feel it") {
  auto world =
      make_world({make_app(web, 0.1, 0.3), make_app(shop, 0.05, 0.25)}, {make_call(web, shop, 1, 0.05, 0.25)}, web);
  deploy(world, shop);
  const auto answer = judge(world);
  CHECK(answer.verdict == GateVerdict::harm);
  CHECK(answer.reasons == Reasons{"latency of shop (a) got worse", "latency of web (a) -> shop (a) got worse"});
}

TEST_CASE("gate: a rise that is allowed is no harm") {
  auto world = make_world({make_app(web, 0.1, 0.1), make_app(shop, 0.05, 0.08)}, {}, web);
  deploy(world, shop);
  CHECK(judge(world).verdict == GateVerdict::harm);
  CHECK(judge(world, {.allowed = {.latency_rise = 1}}).verdict == GateVerdict::no_harm);
}

TEST_CASE("gate: failures of a single minute are harm, though the mean hides them") {
  auto world = quiet_release();
  auto& errors = values_of(world, shop, "error_ratio");
  errors[fixture_onset + 2] = errors[fixture_onset + 3] = 0.2F;
  const auto answer = judge(world, {.allowed = {.error_rise = 0.05}});
  CHECK(answer.verdict == GateVerdict::harm);
  CHECK(answer.reasons == Reasons{"error rate of shop (a) got worse (up to 20 % in single minutes)"});
}

TEST_CASE("gate: callers that begin to fail are harm, though the app answers without errors") {
  auto world = quiet_release();
  auto& errors = values_of(world, web, "error_ratio");
  std::fill(errors.begin() + fixture_onset, errors.end(), 0.1F);
  const auto answer = judge(world);
  CHECK(answer.verdict == GateVerdict::harm);
  CHECK(answer.reasons == Reasons{"error rate of web (a) got worse"});
  SUBCASE("but not when the caller was released itself") {
    deploy(world, web, fixture_onset + 1);
    CHECK(judge(world).verdict == GateVerdict::no_harm);
  }
  SUBCASE("nor when they begin long after it") {
    std::fill(errors.begin() + fixture_onset, errors.begin() + fixture_onset + 10, 0.001F);
    CHECK(judge(world).verdict == GateVerdict::no_harm);
  }
  SUBCASE("nor when its other calls fail as well") {
    world.apps.push_back(make_app(other, 0.05, 0.05));
    world.edges.push_back(make_call(web, other, 1, 0.05, 0.05, 0.1));
    CHECK(judge(world).verdict == GateVerdict::no_harm);
  }
}

TEST_CASE("gate: a callee that got slower for others, too, is not this release's doing") {
  auto world = make_world({make_app(shop, 0.05, 0.25), make_app(other, 0.05, 0.25), make_app(store, 0.01, 0.21)},
                          {make_call(shop, store, 1, 0.01, 0.21), make_call(other, store, 1, 0.01, 0.21)}, shop);
  deploy(world, shop);
  const auto answer = judge(world);
  CHECK(answer.verdict == GateVerdict::not_enough_data);
  CHECK(answer.reasons ==
        Reasons{"the latency is not known well enough",
                "latency of shop (a) may have got worse (store (b) got slower at that time, and not by this release)"});
  world.edges.pop_back();
  CHECK(judge(world).verdict == GateVerdict::harm);  // slower for this app alone: its calls changed
}

TEST_CASE("gate: failures that a callee brought are not put on the release") {
  auto world = make_world({make_app(shop, 0.05, 0.05, 0.1), make_app(store, 0.01, 0.01, 0.1)},
                          {make_call(shop, store, 1, 0.01, 0.01, 0.1)}, shop);
  deploy(world, shop);
  const Reasons expected{"the error rate is not known well enough",
                         "error rate of shop (a) may have got worse (store (b) fails its calls)"};
  CHECK(judge(world).reasons == expected);
  world.edges.front().series.all.clear();  // nobody measured the calls: the callee's own failures tell
  CHECK(judge(world).reasons == expected);
}

TEST_CASE("gate: latency that rises with the traffic is not put on the release") {
  auto world = quiet_release();
  auto& latency = values_of(world, shop, "latency_avg");
  auto& requests = values_of(world, shop, "requests");
  for (std::size_t i = fixture_onset; i < fixture_points; ++i) {
    latency[i] *= 2;
    requests[i] *= 2;
  }
  const auto answer = judge(world);
  CHECK(answer.verdict == GateVerdict::not_enough_data);
  CHECK(answer.reasons.back() == "latency of shop (a) may have got worse (2 times as many requests at the same time)");
}

TEST_CASE("gate: no harm needs the whole time that the release is watched") {
  auto world = quiet_release();
  world.events.front().at_ms = time_of(fixture_points - 12);
  const auto answer = judge(world);
  CHECK(answer.verdict == GateVerdict::not_enough_data);
  CHECK(answer.reasons.front() == "watched for 6.0 of 10.0 minutes");
}

TEST_CASE("gate: without a release in the data there is nothing to judge") {
  auto world = quiet_release();
  world.events.clear();
  CHECK(judge(world).reasons == Reasons{"no release of it is in the data"});
  CHECK(judge(world, {.release_ms = time_of(fixture_onset)}).verdict == GateVerdict::no_harm);
  deploy(world, shop, 10);
  CHECK(judge(world, {.deployed_since_ms = time_of(20)}).verdict == GateVerdict::not_enough_data);
}

TEST_CASE("gate: a level that was not measured is never called harmless") {
  auto world = quiet_release();
  auto& errors = values_of(world, shop, "error_ratio");
  std::fill(errors.begin() + fixture_onset, errors.end(), std::numeric_limits<float>::quiet_NaN());
  world.edges.clear();
  const auto answer = judge(world);
  CHECK(answer.verdict == GateVerdict::not_enough_data);
  CHECK(answer.reasons == Reasons{"the error rate is not known well enough"});
}

TEST_CASE("gate: a few requests say nothing about an error rate") {
  auto world = quiet_release();
  for (auto& value : values_of(world, shop, "requests")) value = 0.05F;
  auto& errors = values_of(world, shop, "error_ratio");
  std::fill(errors.begin(), errors.end(), 0.0F);
  world.edges.clear();
  const auto answer = judge(world);
  CHECK(answer.verdict == GateVerdict::not_enough_data);
  CHECK(answer.reasons.front() == "the error rate is not known well enough");
}

TEST_CASE("gate: pods that die or do not become ready are harm") {
  auto world = quiet_release();
  auto& bag = app_of(world, shop).series.all;
  signals::Series restarts{"restarts", std::vector<float>(fixture_points, 0.0F), {}};
  restarts.values[fixture_onset + 4] = 1;
  bag.push_back(restarts);
  CHECK(judge(world).verdict == GateVerdict::no_harm);  // one may be the rollout's own
  bag.back().values[fixture_onset + 12] = 2;
  CHECK(judge(world).reasons == Reasons{"restarts of shop (a) got worse"});
  bag.pop_back();
  bag.push_back({"instances_desired", std::vector<float>(fixture_points, 3.0F), {}});
  bag.push_back({"instances_ready", std::vector<float>(fixture_points, 3.0F), {}});
  std::fill(bag.back().values.begin() + fixture_onset, bag.back().values.end(), 2.0F);
  CHECK(judge(world).reasons == Reasons{"ready replicas of shop (a) got worse (3 wanted)"});
}

TEST_CASE("gate: an app that is no longer asked while its callers are did harm") {
  auto world = quiet_release();
  auto& requests = values_of(world, shop, "requests");
  std::fill(requests.begin() + fixture_onset, requests.end(), 1.0F);
  CHECK(judge(world).reasons == Reasons{"requests of shop (a) got worse"});
  auto& callers = values_of(world, web, "requests");
  std::fill(callers.begin() + fixture_onset, callers.end(), 1.0F);
  CHECK(judge(world).verdict != GateVerdict::harm);
}

TEST_CASE("gate: an app that is not there is said to be so") {
  const auto answer = judge_release(quiet_release(), {.app = "a:shop:Deployment:gone"});
  REQUIRE_FALSE(answer.has_value());
  CHECK(describe(answer.error()) == "there is no app a:shop:Deployment:gone");
}

}  // namespace corootctl::rca::rca_gate
