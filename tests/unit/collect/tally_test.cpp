#include <doctest/doctest.h>

#include <cmath>

#include "collect/data.hpp"
#include "collect/tally.hpp"

namespace corootctl::tests::collect_tally {

namespace {

const float none = std::nanf("");

/// "1 . 3": a dot = missing.
std::string show(const collect::Values& values) {
  std::string out;
  for (const float value : values)
    out += (out.empty() ? "" : " ") + (std::isnan(value) ? std::string(".") : fmt::format("{:g}", value));
  return out;
}

coroot::Panel panel(std::int64_t first, std::int64_t step, std::string name, collect::Values values) {
  return {first, step, {{std::move(name), std::move(values)}}};
}

}  // namespace

TEST_CASE("tally: a sum skips what is missing and is missing where everything is") {
  collect::Tally tally(3);
  tally.add("requests", {1, none, none});
  tally.add("requests", {2, 5, none});
  CHECK(show(tally.values("requests")) == "3 5 .");
}

TEST_CASE("tally: latencies weigh by requests, and points without requests have none") {
  collect::Tally tally(3);
  tally.add_weighted("latency_avg", {1, 1, 1}, {3, 0, none});
  tally.add_weighted("latency_avg", {5, 2, none}, {1, 0, 1});
  CHECK(show(tally.values("latency_avg")) == "2 . .");
}

TEST_CASE("tally: a bag leaves out signals without a single value") {
  collect::Tally tally(2);
  tally.add("b", {none, none});
  tally.add("a", {none, 1});
  const auto bag = tally.bag();
  REQUIRE(bag.all.size() == 1);
  CHECK(bag.all[0].signal == "a");
}

TEST_CASE("tally: no failures are a ratio of 0 where there were requests, unknown elsewhere (coroot-api 34)") {
  CHECK(show(collect::ratio_of_errors({none, 1, none, none, 9}, {10, 4, 0, none, 8})) == "0 0.25 . . 1");
}

TEST_CASE("tally: a counter counts its increases, not its level and not a reset (coroot-api 35)") {
  CHECK(show(collect::increases({5, 5, 7, none, 8, 0, 1})) == ". 0 2 . 1 0 1");
}

TEST_CASE("data: the echo of a gone series is cut off, a late one is left alone (coroot-api 36)") {
  collect::Values gone(20, 1);
  collect::cut_echo(gone, 10);
  CHECK(collect::last_value_at(gone) == 8);
  collect::Values late(20, 1);
  collect::cut_echo(late, 17);
  CHECK(collect::last_value_at(late) == 19);
}

TEST_CASE("data: answers of several requests join on one grid, missing labels are empty") {
  const signals::Grid grid{1'000'000'000'000, 15'000, 4};
  const auto data = collect::lay_out(
      "prod-a",
      {panel(grid.from_ms, 15'000, "desired|shop|web|{{statefulset}}|{{daemonset}}", {1, none}),
       panel(grid.from_ms + 15'000, 15'000, "desired|shop|web|{{statefulset}}|{{daemonset}}", {2, 3, 4}),
       panel(grid.from_ms, 15'000, "requests|a|b", {1, 1, 1, 1}),  // a label with the separator
       panel(grid.from_ms, 15'000, "other|x", {1})},
      grid);
  REQUIRE(data.frames.size() == 1);
  REQUIRE(data.of("desired").size() == 1);
  CHECK(data.of("desired")[0].labels == std::vector<std::string>{"shop", "web", "", ""});
  CHECK(show(data.of("desired")[0].values) == "1 2 3 4");
}

TEST_CASE("data: samples of a longer or shorter step keep their time") {
  const signals::Grid coarse{1'200'000'000'000, 60'000, 2};
  const auto data =
      collect::lay_out("prod-a", {panel(coarse.from_ms, 15'000, "requests|c", {none, 2, 3, 4, 5, 6, 7, 8})}, coarse);
  CHECK(show(data.of("requests")[0].values) == "2 5");
  const auto outside =
      collect::lay_out("prod-a", {panel(coarse.from_ms - 60'000, 60'000, "requests|c", {1, 2, 3, 4})}, coarse);
  CHECK(show(outside.of("requests")[0].values) == "2 3");
}

}  // namespace corootctl::tests::collect_tally
