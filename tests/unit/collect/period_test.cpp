#include <doctest/doctest.h>

#include "base/time.hpp"
#include "collect/period.hpp"
#include "support/error_of.hpp"

namespace corootctl::tests::collect_period {

namespace {

constexpr std::int64_t hour = 3'600'000;
constexpr std::int64_t now = 1'795'337'685'000 + 7'123;  // not on any step

coroot::IncidentEntry opened(std::int64_t at, bool resolved = false) {
  coroot::IncidentEntry incident;
  incident.opened_at_ms = at;
  if (resolved) incident.resolved_at_ms = at + 60'000;
  return incident;
}

coroot::IncidentEntry keyed(const std::string& key, std::int64_t at) {
  auto incident = opened(at);
  incident.key = key;
  return incident;
}

collect::CollectRequest asked(std::optional<std::int64_t> since_ms, const std::string& incident = "") {
  collect::CollectRequest request;
  request.since_ms = since_ms;
  request.incident = incident;
  request.now_ms = now;
  return request;
}

}  // namespace

TEST_CASE("period: two hours of 15 s in two requests, ending on the last full step") {
  const auto period = collect::plan_period({}, {}, now).value();
  CHECK(period.to_ms == 1'795'337'685'000);
  CHECK(period.from_ms == period.to_ms - 2 * hour);
  CHECK(period.step_ms == 15'000);
  REQUIRE(period.chunks.size() == 2);
  CHECK(period.chunks[0].from_ms == period.from_ms);
  CHECK(period.chunks[0].to_ms == period.chunks[1].from_ms);
  CHECK(period.chunks[1].to_ms == period.to_ms);
  CHECK(collect::grid_of(period, 15'000).points == 481);
}

TEST_CASE("period: longer spans take the server's coarser steps in few requests (coroot-api 25)") {
  const auto six = collect::plan_period(now - 6 * hour, now, now).value();
  CHECK(six.step_ms == 60'000);
  CHECK(six.chunks.size() == 1);
  const auto day = collect::plan_period(now - 24 * hour, now, now).value();
  CHECK(day.step_ms == 300'000);
  CHECK(day.chunks.size() == 2);
}

TEST_CASE("period: what cannot be is a usage error") {
  CHECK(error_of(collect::plan_period(now, now - hour, now)).kind == ErrorKind::usage);
  CHECK(error_of(collect::plan_period(now - 60'000, now, now)).what ==
        "the window is shorter than 5 minutes, or in the future");
  CHECK(error_of(collect::plan_period(now - 121 * hour, now, now)).what == "the window is longer than 5 days");
  CHECK(collect::plan_period({}, now + 5 * hour, now).value().to_ms <= now);
}

TEST_CASE("period: a slow refresh interval makes a coarser grid over the same time (coroot-api 25)") {
  const auto period = collect::plan_period({}, {}, now).value();
  const auto grid = collect::grid_of(period, 60'000);
  CHECK(grid.step_ms == 60'000);
  CHECK(grid.from_ms % 60'000 == 0);
  CHECK(grid.from_ms <= period.from_ms);
  CHECK(grid.from_ms + static_cast<std::int64_t>(grid.points - 1) * grid.step_ms <= period.to_ms);
}

TEST_CASE("period: it ends half an hour after the newest open incident began, or now") {
  CHECK(collect::default_until({}, now) == now);
  CHECK(collect::default_until({opened(now - 60'000)}, now) == now);
  CHECK(collect::default_until({opened(now - 5 * hour), opened(now - 3 * hour)}, now) == now - 3 * hour + hour / 2);
  CHECK(collect::default_until({opened(now - hour, true)}, now) == now);
}

TEST_CASE("period: an incident that may have begun before it is told from one that has its healthy time inside") {
  const auto period = collect::plan_period(now - hour, now, now).value();
  CHECK(collect::may_begin_before(period, opened(now - 2 * hour)));
  CHECK(collect::may_begin_before(period, opened(now - hour + hour / 4)));
  CHECK_FALSE(collect::may_begin_before(period, opened(now - hour / 2 + 60'000)));
  CHECK_FALSE(collect::may_begin_before(period, opened(now + hour)));
}

TEST_CASE(
    "period: what began before it moves its begin, unless something began inside or it would get longer than a day") {
  const auto period = collect::plan_period(now - hour, now, now).value();
  CHECK(collect::healthier_since(period, {}) == std::nullopt);
  CHECK(collect::healthier_since(period, {opened(now - 2 * hour), opened(now - 5 * hour)}) ==
        now - 2 * hour - 90 * 60'000);
  CHECK(collect::healthier_since(period, {opened(now - 2 * hour), opened(now - hour / 4)}) == std::nullopt);
  CHECK(collect::healthier_since(period, {opened(now - 23 * hour)}) == std::nullopt);
}

TEST_CASE("period: one that begins after the trouble did begins an hour before it instead") {
  const auto at = now - hour;
  const auto choice = collect::choose_period(asked(now - hour / 2), {keyed("k1", at)}).value();
  CHECK(choice.period.from_ms <= at - 90 * 60'000);
  CHECK(choice.period.from_ms > at - 93 * 60'000);  // down to the step
  CHECK(choice.warnings ==
        std::vector<std::string>{"the incident is older than --since: data are read from " +
                                 format_time(choice.period.from_ms) + " on, which has an hour to compare with"});
}

TEST_CASE("period: one far behind the trouble's begin stays as asked, and it is told that nothing healthy is in it") {
  const auto choice = collect::choose_period(asked(now - hour / 2), {keyed("k1", now - 30 * hour)}).value();
  CHECK(choice.period.to_ms - choice.period.from_ms == hour / 2);
  CHECK(choice.warnings ==
        std::vector<std::string>{"incident k1 may have begun before the window: without healthy time to compare with, "
                                 "its cause is hard to see; begin an hour before the incident did, or leave --since "
                                 "out"});
}

TEST_CASE("period: a chosen incident sets where it ends, whatever else is open") {
  const std::vector<coroot::IncidentEntry> incidents = {keyed("old", now - 5 * hour), keyed("new", now - hour)};
  const auto choice = collect::choose_period(asked({}, "old"), incidents).value();
  CHECK(choice.incident->key == "old");
  CHECK(choice.period.to_ms == (now - 5 * hour + hour / 2) / 15'000 * 15'000);
  CHECK(choice.warnings.empty());
  CHECK_FALSE(collect::choose_period(asked({}), incidents)->incident.has_value());
  const auto unknown = collect::choose_period(asked({}, "none"), incidents);
  REQUIRE_FALSE(unknown.has_value());
  CHECK(unknown.error().kind == ErrorKind::not_found);
}

}  // namespace corootctl::tests::collect_period
