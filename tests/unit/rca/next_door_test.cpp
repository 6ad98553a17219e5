#include <doctest/doctest.h>

#include <algorithm>

#include "rca/diagnose.hpp"
#include "unit/rca/fixture.hpp"

namespace corootctl::rca::rca_next_door {
namespace {

const std::string shop = "a:shop:Deployment:shop";
const std::string prices = "a:shop:Deployment:prices";
const std::string stock = "a:shop:Deployment:stock";

std::int64_t minutes_before_onset(const signals::Snapshot& world, std::int64_t minutes) {
  return world.grid.from_ms + static_cast<std::int64_t>(fixture_onset) * fixture_step_ms - minutes * 60'000;
}

/// shop fails; its calls to prices and stock succeed as quickly as ever.
signals::Snapshot wrong_answers() {
  return make_world({make_app(shop, 0.1, 0.1, 0.5), make_app(prices, 0.02, 0.02), make_app(stock, 0.02, 0.02)},
                    {make_call(shop, prices, 1, 0.02, 0.02), make_call(shop, stock, 1, 0.02, 0.02)}, shop,
                    "availability");
}

void change(signals::Snapshot& world, const std::string& app, std::int64_t minutes) {
  world.events.push_back({app, "deploy", minutes_before_onset(world, minutes), "prices:1 -> prices:2"});
}

}  // namespace

TEST_CASE(
    "an app that fails by itself, without a change, right after a callee was released: the release, but not surely") {
  signals::Snapshot world = wrong_answers();
  change(world, prices, 1);
  const Answer answer = diagnose(world);
  REQUIRE(answer.candidates.size() >= 2);
  CHECK(answer.candidates[0].subject == prices);
  CHECK(answer.candidates[0].signal == "deploy");
  CHECK(answer.candidates[0].confidence != Confidence::high);
  CHECK(answer.candidates[1].subject == shop);
}

TEST_CASE("a release of a callee half an hour before, or none, leaves the blame with the app that fails") {
  signals::Snapshot world = wrong_answers();
  CHECK(diagnose(world).candidates.at(0).subject == shop);
  change(world, prices, 30);
  CHECK(diagnose(world).candidates.at(0).subject == shop);
}

TEST_CASE("an app that was released itself right before it failed is blamed, whatever else was released") {
  signals::Snapshot world = wrong_answers();
  change(world, prices, 3);
  change(world, shop, 1);
  CHECK(diagnose(world).candidates.at(0).subject == shop);
}

TEST_CASE("an app whose own memory tells why it fails is blamed, though a callee was released") {
  signals::Snapshot world = wrong_answers();
  world.apps[0].series.all.push_back(step_series("memory_rss", 3e8, 9e8));
  std::sort(world.apps[0].series.all.begin(), world.apps[0].series.all.end(),
            [](const auto& a, const auto& b) { return a.signal < b.signal; });
  change(world, prices, 1);
  const Answer answer = diagnose(world);
  CHECK(answer.candidates.at(0).subject == shop);
  CHECK(answer.candidates.at(0).signal == "memory_rss");
}

}  // namespace corootctl::rca::rca_next_door
