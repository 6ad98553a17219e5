#include "rca/gate/readings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "rca/constants.hpp"
#include "rca/measure/window.hpp"

namespace corootctl::rca {
namespace {

using signals::Series;
using signals::SeriesBag;

constexpr double least_latency_rise = 0.005;  // seconds: nobody waits for less

/// The minutes of a level on both sides of the release.
struct BothSides {
  std::vector<Minute> before{};
  std::vector<Minute> after{};
};

BothSides both_sides(const Trial& trial, const Series* level, const Series* requests, std::size_t after_begin) {
  const auto& sides = trial.sides;
  const auto step = trial.world.snapshot->grid.step_ms;
  return {minutes_of(level, requests, sides, sides.before_begin, sides.before_end, step),
          minutes_of(level, requests, sides, after_begin, sides.after_end, step)};
}

}  // namespace

std::optional<Difference> difference(const Trial& trial, const Series* level, const Series* requests, bool is_share,
                                     std::size_t after_begin) {
  const auto minutes = both_sides(trial, level, requests, after_begin);
  return difference_of(minutes.before, minutes.after, is_share);
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
  const auto* level = service_level(bag, "latency");
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
  const auto minutes = both_sides(trial, level, requests, trial.sides.after_begin);
  fill_in(out, difference_of(minutes.before, minutes.after, true), trial.allowed.error_rise);
  const auto peak = failed_minute(minutes.before, minutes.after, trial.allowed.error_rise);
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
  const auto& events = trial.world.events;
  return std::any_of(events.begin(), events.end(), [&](const signals::Event* event) {
    const bool change = event->kind == "deploy" || event->kind == "config";
    return change && event->subject == trial.world.apps[app]->id &&
           std::abs(event->at_ms - trial.release_ms) < constants::incident_ms;
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
  const auto [before, after] =
      both_sides(trial, bag.find("error_ratio"), bag.find("requests"), trial.sides.after_begin);
  double usual = 0;
  for (const auto& minute : before) usual = std::max(usual, minute.level);
  const double limit = usual + trial.allowed.error_rise;
  const auto first =
      std::find_if(after.begin(), after.end(), [&](const Minute& minute) { return minute.level > limit; });
  return static_cast<std::size_t>(first - after.begin());
}

}  // namespace corootctl::rca
