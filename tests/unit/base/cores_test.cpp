#include "base/cores.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <vector>

namespace corootctl::base_cores {

TEST_CASE("everything is visited once, however many threads there are") {
  for (const std::size_t count : {0U, 1U, 15U, 16U, 17U, 1000U})
    for (const std::size_t threads : {0U, 1U, 2U, 50U}) {
      std::vector<int> visits(count, 0);
      visit_each(count, threads, [&](std::size_t i) { ++visits[i]; });
      CHECK(visits == std::vector<int>(count, 1));
    }
}

TEST_CASE("work runs on as many threads as asked for, on one at least") {
  for (const std::size_t threads : {0UL, 1UL, 3UL}) {
    std::atomic<std::size_t> runs{0};
    run_on_threads(threads, [&] { ++runs; });
    CHECK(runs == std::max<std::size_t>(1, threads));
  }
  CHECK(cores() >= 1);
}

}  // namespace corootctl::base_cores
