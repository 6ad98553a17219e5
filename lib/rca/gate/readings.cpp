#include "rca/gate/readings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace corootctl::rca {
namespace {

using signals::Series;
using signals::SeriesBag;

constexpr double least_latency_rise = 0.005;  // seconds: nobody waits for less

/// The level that adds up along calls first; quantiles where there is no average.
const Series* latency_of(const SeriesBag& bag) {
  for (const auto* name : {"latency_avg", "latency_p50", "latency_p90", "latency_p95", "latency_p99"}) {
    if (const auto* series = bag.find(name)) return series;
  }
  return nullptr;
}

}  // namespace

std::optional<Difference> difference(const Trial& trial, const Series* level, const Series* requests, bool is_share,
                                     std::size_t after_begin) {
  const auto& sides = trial.sides;
  const auto step = trial.world.snapshot->grid.step_ms;
  const auto before = minutes_of(level, requests, sides, sides.before_begin, sides.before_end, step);
  return difference_of(before, minutes_of(level, requests, sides, after_begin, sides.after_end, step), is_share);
}

Comparison comparison(const Trial& trial, const std::string& subject, const Series& level) {
  return {.subject = subject, .signal = level.signal, .unit = std::string(trial.world.describe(level.signal).unit)};
}

void fill_in(Comparison& out, const std::optional<Difference>& found, double allowed) {
  if (!found) return;
  out.before = found->before;
  out.after = found->after;
  out.margin = found->margin;
  out.finding = find(*found, allowed);
}

std::optional<Comparison> compare_latency(const Trial& trial, const std::string& subject, const SeriesBag& bag) {
  const auto* level = latency_of(bag);
  if (level == nullptr) return {};
  auto out = comparison(trial, subject, *level);
  const auto found = difference(trial, level, bag.find("requests"), false, trial.sides.warm_begin);
  if (found) fill_in(out, found, std::max(least_latency_rise, trial.allowed.latency_rise * found->before));
  return out;
}

std::optional<Comparison> compare_errors(const Trial& trial, const std::string& subject, const SeriesBag& bag) {
  const auto* level = bag.find("error_ratio");
  const auto* requests = bag.find("requests");
  if (level == nullptr) return {};
  auto out = comparison(trial, subject, *level);
  fill_in(out, difference(trial, level, requests, true, trial.sides.after_begin), trial.allowed.error_rise);
  const auto& sides = trial.sides;
  const auto step = trial.world.snapshot->grid.step_ms;
  const auto peak = failed_minute(minutes_of(level, requests, sides, sides.before_begin, sides.before_end, step),
                                  minutes_of(level, requests, sides, sides.after_begin, sides.after_end, step),
                                  trial.allowed.error_rise);
  if (peak && out.finding != Finding::worse) {
    out.finding = Finding::worse;
    out.note = fmt::format("up to {:.3g} % in single minutes", 100 * *peak);
  }
  return out;
}

std::optional<Difference> traffic(const Trial& trial, const SeriesBag& bag) {
  return difference(trial, bag.find("requests"), nullptr, false, trial.sides.warm_begin);
}

bool released_near(const Trial& trial, std::size_t app) {
  constexpr std::int64_t near_ms = 30 * 60'000;
  const auto& events = trial.world.events;
  return std::any_of(events.begin(), events.end(), [&](const signals::Event* event) {
    const bool change = event->kind == "deploy" || event->kind == "config";
    return change && event->subject == trial.world.apps[app]->id && std::abs(event->at_ms - trial.release_ms) < near_ms;
  });
}

std::optional<Comparison> errors_of_call(const Trial& trial, std::size_t call) {
  const auto& seen = trial.world.calls[call];
  auto by_caller = compare_errors(trial, trial.world.id_of(seen), seen.edge->series);
  return by_caller ? by_caller
                   : compare_errors(trial, trial.world.apps[seen.to]->id, trial.world.apps[seen.to]->series);
}

std::optional<std::size_t> failing_callee(const Trial& trial, std::size_t caller) {
  for (const auto call : trial.world.outgoing[caller]) {
    const auto callee = trial.world.calls[call].to;
    if (callee == trial.app) continue;
    const auto errors = errors_of_call(trial, call);
    if (errors && errors->finding == Finding::worse) return callee;
  }
  return {};
}

std::size_t minutes_until_failing(const Trial& trial, const SeriesBag& bag) {
  const auto& sides = trial.sides;
  const auto step = trial.world.snapshot->grid.step_ms;
  const auto *level = bag.find("error_ratio"), *requests = bag.find("requests");
  double usual = 0;
  for (const auto& minute : minutes_of(level, requests, sides, sides.before_begin, sides.before_end, step)) {
    usual = std::max(usual, minute.level);
  }
  const auto after = minutes_of(level, requests, sides, sides.after_begin, sides.after_end, step);
  const auto first = std::find_if(after.begin(), after.end(), [&](const Minute& minute) {
    return minute.level > usual + trial.allowed.error_rise;
  });
  return static_cast<std::size_t>(first - after.begin());
}

}  // namespace corootctl::rca
