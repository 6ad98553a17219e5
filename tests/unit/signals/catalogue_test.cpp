#include <doctest/doctest.h>

#include "signals/catalogue.hpp"

namespace corootctl::signals::signals_catalogue {

TEST_CASE("a known signal keeps its own unit and direction, whatever a snapshot says about it") {
  const SignalInfo info = describe_signal("memory_available_ratio", {{"memory_available_ratio", "bananas", Worse::up}});
  CHECK(info.unit == "");
  CHECK(info.worse == Worse::down);
  CHECK(info.role == Role::memory);
}

TEST_CASE("an unknown signal counts as a resource that is worse when it rises") {
  const SignalInfo info = describe_signal("queue_age", {});
  CHECK(info.worse == Worse::up);
  CHECK(info.role == Role::free_form);
}

TEST_CASE("a snapshot may describe signals the format does not have") {
  const std::vector<SignalNote> notes{{"cache_hits", "1/s", Worse::down}};
  const SignalInfo info = describe_signal("cache_hits", notes);
  CHECK(info.unit == "1/s");
  CHECK(info.worse == Worse::down);
}

TEST_CASE("a bag finds a series by its name only") {
  const SeriesBag bag{{{"requests", {1}, {}}, {"requests_total", {2}, {}}}};
  REQUIRE(bag.find("requests") != nullptr);
  CHECK(bag.find("requests")->values.front() == 1.0F);
  CHECK(bag.find("request") == nullptr);
}

}  // namespace corootctl::signals::signals_catalogue
