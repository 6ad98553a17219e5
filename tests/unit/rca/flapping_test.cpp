#include <doctest/doctest.h>

#include <cmath>

#include "rca/diagnose.hpp"
#include "unit/rca/fixture.hpp"

namespace corootctl::rca::rca_flapping {
namespace {

const std::string polls = "a:shop:Deployment:polls";
const std::string store = "a:shop:Deployment:store";
constexpr std::size_t phase_points = 30;

/// One level in even phases, the other in odd ones.
signals::Series phases(const std::string& signal, double even, double odd) {
  signals::Series out{signal, {}, {}};
  for (std::size_t i = 0; i < fixture_points; ++i) {
    const double ripple = 1 + 0.01 * std::sin(static_cast<double>(i) * 1.7);
    out.values.push_back(static_cast<float>((i / phase_points % 2 == 0 ? even : odd) * ripple));
  }
  return out;
}

/// Three long polls a second of nine seconds, and short calls in the even phases only: the mean flaps.
signals::Snapshot long_polls(double polls_in_odd) {
  signals::App app = make_app(polls, 0, 0);
  app.series.all = {step_series("error_ratio", 0.001, 0.001), phases("latency_avg", 0.65, polls_in_odd),
                    phases("requests", 43, 4)};
  signals::Snapshot out =
      make_world({app, make_app(store, 0.02, 0.02)}, {make_call(polls, store, 1, 0.02, 0.02)}, polls);
  out.grid.step_ms = 60'000;
  out.incidents[0].opened_at_ms = out.grid.from_ms + (3 * static_cast<std::int64_t>(phase_points) + 2) * 60'000;
  return out;
}

}  // namespace

TEST_CASE("a mean that rose because the short calls stopped, as it had before, is no incident") {
  CHECK(diagnose(long_polls(6.75)).status == Status::no_incident);
}

TEST_CASE("an alarm is not refuted by a reference that lacks the level it spoke about") {
  signals::Snapshot world = slow_chain();
  world.reference = signals::Grid{world.grid.from_ms - 1'000'000'000, world.grid.step_ms, 90};
  const float missing = std::nanf("");
  for (signals::App& app : world.apps)
    for (signals::Series& series : app.series.all) series.reference.assign(90, missing);
  const Answer answer = diagnose(world);
  CHECK(answer.status == Status::root_cause);
  CHECK(answer.candidates.at(0).subject == "b:shop:Deployment:back");
}

TEST_CASE("one minute of errors right after the app's own release is an incident, without the release it is none") {
  signals::Snapshot world = make_world({make_app(polls, 0.1, 0.1), make_app(store, 0.02, 0.02)},
                                       {make_call(polls, store, 1, 0.02, 0.02)}, polls, "availability");
  world.apps[0].series.all[0].values[fixture_onset] = 0.25F;
  CHECK(diagnose(world).status == Status::no_incident);
  world.events.push_back(
      {polls, "deploy", world.grid.from_ms + (static_cast<std::int64_t>(fixture_onset) - 2) * fixture_step_ms, "2"});
  const Answer answer = diagnose(world);
  CHECK(answer.status != Status::no_incident);
  CHECK(answer.candidates.at(0).subject == polls);
}

TEST_CASE("the path is the way that the excess took, not the one with fewest calls") {
  const std::string web = "a:shop:Deployment:web";
  const std::string cart = "a:shop:Deployment:cart";
  const std::string slow = "a:shop:Deployment:slow";
  const Answer answer =
      diagnose(make_world({make_app(web, 0.1, 1.1), make_app(cart, 0.05, 1.0), make_app(slow, 0.02, 0.97)},
                          {make_call(web, cart, 1, 0.05, 1.0), make_call(cart, slow, 1, 0.02, 0.97),
                           make_call(web, slow, 0.05, 0.02, 0.97)},
                          web));
  REQUIRE(answer.path.size() == 2);
  CHECK(answer.path[0].to == cart);
  CHECK(answer.path[1].to == slow);
}

}  // namespace corootctl::rca::rca_flapping
