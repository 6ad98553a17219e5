/// Work over many clusters at once: the only place that starts threads which wait for servers.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <optional>
#include <stop_token>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace corootctl::fleet {

/// Calls visit(target, stop) for every target on up to `width` threads. Answers come in the order of `targets`,
/// whatever order they finish in. `visit` returns a Result<...> and must not throw; after a stop the rest are
/// `cancelled`.
template <class Target, class Visit>
auto fan_out(const std::vector<Target>& targets, std::size_t width, std::stop_token stop, Visit visit) {
  using Out = std::invoke_result_t<Visit&, const Target&, std::stop_token>;
  std::vector<std::optional<Out>> slots(targets.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < slots.size(); i = next++) {
      if (stop.stop_requested()) {
        slots[i].emplace(fail(ErrorKind::cancelled, "not started"));
      } else {
        slots[i].emplace(visit(targets[i], stop));
      }
    }
  };
  {
    std::vector<std::jthread> crew;
    const std::size_t count = std::min(std::max<std::size_t>(width, 1), slots.size());
    for (std::size_t n = 1; n < count; ++n) crew.emplace_back(work);
    work();  // the caller is one of the crew
  }  // joined: every slot is full
  std::vector<Out> answers;
  answers.reserve(slots.size());
  for (auto& slot : slots) answers.push_back(std::move(*slot));
  return answers;
}

/// `count` reports, in order: begin(i) makes the i-th, and fill(report, i, stop), a Result<>, completes it on one of
/// the threads. What fails is the report's `error`, beside all that was filled in by then.
template <class Begin, class Fill>
auto report_each(std::size_t count, std::size_t width, std::stop_token stop, Begin begin, Fill fill) {
  std::vector<std::size_t> places;
  std::vector<std::invoke_result_t<Begin&, std::size_t>> reports;
  for (std::size_t i = 0; i < count; ++i) {
    places.push_back(i);
    reports.push_back(begin(i));
  }
  auto done = fan_out(places, width, std::move(stop),
                      [&](std::size_t i, const std::stop_token& token) { return fill(reports[i], i, token); });
  for (const auto i : places) {
    if (!done[i]) reports[i].error = std::move(done[i].error());
  }
  return reports;
}

/// Two different questions at once; the pair of their answers. Neither may throw.
template <class First, class Second>
auto side_by_side(First first, Second second) {
  std::optional<std::invoke_result_t<Second&>> other;
  std::jthread helper([&] { other.emplace(second()); });
  auto own = first();
  helper.join();
  return std::pair(std::move(own), *std::move(other));
}

}  // namespace corootctl::fleet
