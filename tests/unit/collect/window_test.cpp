#include <doctest/doctest.h>

#include "collect/window.hpp"
#include "support/error_of.hpp"

namespace corootctl::tests {

namespace {

constexpr std::int64_t hour = 3'600'000;
constexpr std::int64_t now = 1'795'337'685'000 + 7'123;  // not on any step

coroot::IncidentEntry opened(std::int64_t at, bool resolved = false) {
  coroot::IncidentEntry incident;
  incident.opened_at_ms = at;
  if (resolved) incident.resolved_at_ms = at + 60'000;
  return incident;
}

}  // namespace

TEST_CASE("window: two hours of 15 s in two requests, ending on the last full step") {
  const auto window = collect::plan_window({}, {}, now).value();
  CHECK(window.to_ms == 1'795'337'685'000);
  CHECK(window.from_ms == window.to_ms - 2 * hour);
  CHECK(window.step_ms == 15'000);
  REQUIRE(window.chunks.size() == 2);
  CHECK(window.chunks[0].from_ms == window.from_ms);
  CHECK(window.chunks[0].to_ms == window.chunks[1].from_ms);
  CHECK(window.chunks[1].to_ms == window.to_ms);
  CHECK(collect::grid_of(window, 15'000).points == 481);
}

TEST_CASE("window: longer spans take the server's coarser steps in few requests (coroot-api 25)") {
  const auto six = collect::plan_window(now - 6 * hour, now, now).value();
  CHECK(six.step_ms == 60'000);
  CHECK(six.chunks.size() == 1);
  const auto day = collect::plan_window(now - 24 * hour, now, now).value();
  CHECK(day.step_ms == 300'000);
  CHECK(day.chunks.size() == 2);
}

TEST_CASE("window: what cannot be is a usage error") {
  CHECK(error_of(collect::plan_window(now, now - hour, now)).kind == ErrorKind::usage);
  CHECK(error_of(collect::plan_window(now - 60'000, now, now)).what ==
        "the window is shorter than 5 minutes, or in the future");
  CHECK(error_of(collect::plan_window(now - 121 * hour, now, now)).what == "the window is longer than 5 days");
  CHECK(collect::plan_window({}, now + 5 * hour, now).value().to_ms <= now);
}

TEST_CASE("window: a slow refresh interval makes a coarser grid over the same time (coroot-api 25)") {
  const auto window = collect::plan_window({}, {}, now).value();
  const auto grid = collect::grid_of(window, 60'000);
  CHECK(grid.step_ms == 60'000);
  CHECK(grid.from_ms % 60'000 == 0);
  CHECK(grid.from_ms <= window.from_ms);
  CHECK(grid.from_ms + static_cast<std::int64_t>(grid.points - 1) * grid.step_ms <= window.to_ms);
}

TEST_CASE("window: it ends half an hour after the newest open incident began, or now") {
  CHECK(collect::default_until({}, now) == now);
  CHECK(collect::default_until({opened(now - 60'000)}, now) == now);
  CHECK(collect::default_until({opened(now - 5 * hour), opened(now - 3 * hour)}, now) == now - 3 * hour + hour / 2);
  CHECK(collect::default_until({opened(now - hour, true)}, now) == now);
}

TEST_CASE("window: an incident that may have begun before it is told from one that has its healthy time inside") {
  const auto window = collect::plan_window(now - hour, now, now).value();
  CHECK(collect::may_begin_before(window, opened(now - 2 * hour)));
  CHECK(collect::may_begin_before(window, opened(now - hour + hour / 4)));
  CHECK_FALSE(collect::may_begin_before(window, opened(now - hour / 2 + 60'000)));
  CHECK_FALSE(collect::may_begin_before(window, opened(now + hour)));
}

TEST_CASE(
    "window: what began before it moves its begin, unless something began inside or it would get longer than a day") {
  const auto window = collect::plan_window(now - hour, now, now).value();
  CHECK(collect::healthier_since(window, {}) == std::nullopt);
  CHECK(collect::healthier_since(window, {opened(now - 2 * hour), opened(now - 5 * hour)}) ==
        now - 2 * hour - 90 * 60'000);
  CHECK(collect::healthier_since(window, {opened(now - 2 * hour), opened(now - hour / 4)}) == std::nullopt);
  CHECK(collect::healthier_since(window, {opened(now - 23 * hour)}) == std::nullopt);
}

}  // namespace corootctl::tests
