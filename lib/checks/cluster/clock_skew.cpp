#include <fmt/core.h>

#include <algorithm>

#include "base/units.hpp"
#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

constexpr std::int64_t most_apart_ms = 10'000;  // less than one step of Coroot's metrics

bool is_less_ahead(const Cluster* a, const Cluster* b) { return a->clock->ahead_ms < b->clock->ahead_ms; }

/// What lies between two clocks for sure.
std::int64_t surely_apart(const Cluster& early, const Cluster& late) {
  return late.clock->ahead_ms - early.clock->ahead_ms - late.clock->uncertain_ms - early.clock->uncertain_ms;
}

void judge_clock_skew(const Facts& facts, Outcome& out) {
  auto all = judged(facts, {parts::clock}, out);
  std::erase_if(all, [](const Cluster* cluster) { return !cluster->clock; });
  if (all.size() < 2) {
    out.looked = 0;
    return;
  }
  std::stable_sort(all.begin(), all.end(), is_less_ahead);
  const auto* middle = all[all.size() / 2];
  for (const auto* cluster : all) {
    const bool is_ahead = cluster->clock->ahead_ms > middle->clock->ahead_ms;
    const auto apart = is_ahead ? surely_apart(*middle, *cluster) : surely_apart(*cluster, *middle);
    if (apart < most_apart_ms) continue;
    out.findings.push_back({Severity::warning, cluster->context, "API server",
                            fmt::format("its clock is {} {} that of {}", format_span(apart),
                                        is_ahead ? "ahead of" : "behind", middle->context),
                            ""});
  }
}

}  // namespace

Check clock_skew_check() {
  return {"CRT109",
          "clock-skew",
          Severity::warning,
          When::both,
          "The clusters' clocks agree",
          "Coroot joins the members by time. When their clocks are further apart than a step of the metrics, causes "
          "appear after their effects, and the newest data of one member look old or lie in the future.",
          "Synchronise the clocks of the machines (NTP or chrony), those of the control plane and of the nodes.",
          judge_clock_skew};
}

}  // namespace corootctl::checks
