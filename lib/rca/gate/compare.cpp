#include "rca/gate/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rca/measure/statistics.hpp"
#include "rca/names.hpp"

namespace corootctl::rca {
namespace {

using signals::Series;
using signals::SeriesBag;

constexpr double least_latency_rise = 0.005;  // seconds: nobody waits for less
constexpr double told_rise = 0.25;            // share of the level before, for what is told only
constexpr double lost_traffic = 0.5;          // share of the requests
constexpr double same_traffic = 0.1;          // share of the requests that a caller may have fewer or more of
constexpr double more_traffic = 1.3;          // times as many requests explain a rise of latency
constexpr double fewest_restarts = 2;         // one may be the rollout's own
constexpr std::size_t unready_points = 3;     // at the end of the time: minutes or quarters of them

/// The level that adds up along calls first; quantiles where there is no average.
const Series* latency_of(const SeriesBag& bag) {
  for (const auto* name : {"latency_avg", "latency_p50", "latency_p90", "latency_p95", "latency_p99"}) {
    if (const auto* series = bag.find(name)) return series;
  }
  return nullptr;
}

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

void put(Comparison& out, const std::optional<Difference>& found, double allowed) {
  if (!found) return;
  out.before = found->before;
  out.after = found->after;
  out.margin = found->margin;
  out.finding = find(*found, allowed);
}

/// New pods are slow until they are warm, so latency counts from then on.
std::optional<Comparison> compare_latency(const Trial& trial, const std::string& subject, const SeriesBag& bag) {
  const auto* level = latency_of(bag);
  if (level == nullptr) return {};
  auto out = comparison(trial, subject, *level);
  const auto found = difference(trial, level, bag.find("requests"), false, trial.sides.warm_begin);
  if (found) put(out, found, std::max(least_latency_rise, trial.allowed.latency_rise * found->before));
  return out;
}

/// Failures count from the release on, also those of a single minute that the mean hides.
std::optional<Comparison> compare_errors(const Trial& trial, const std::string& subject, const SeriesBag& bag) {
  const auto* level = bag.find("error_ratio");
  const auto* requests = bag.find("requests");
  if (level == nullptr) return {};
  auto out = comparison(trial, subject, *level);
  put(out, difference(trial, level, requests, true, trial.sides.after_begin), trial.allowed.error_rise);
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

void add(std::vector<Comparison>& out, std::optional<Comparison> one) {
  if (one) out.push_back(std::move(*one));
}

std::optional<Difference> traffic(const Trial& trial, const SeriesBag& bag) {
  return difference(trial, bag.find("requests"), nullptr, false, trial.sides.warm_begin);
}

bool lost_its_traffic(const std::optional<Difference>& found) {
  return found && found->change() + found->margin < 0 && found->after < lost_traffic * found->before;
}

bool kept_its_traffic(const std::optional<Difference>& found) {
  return found && std::abs(found->change()) <= std::max(same_traffic * found->before, found->margin);
}

/// An app that nobody asks any more fails nobody: its callers would still be asked as before.
std::optional<Comparison> compare_traffic(const Trial& trial) {
  const auto& app = *trial.world.apps[trial.app];
  const auto found = traffic(trial, app.series);
  if (!lost_its_traffic(found)) return {};
  auto out = comparison(trial, app.id, *app.series.find("requests"));
  put(out, found, 0);
  const auto& incoming = trial.world.incoming[trial.app];
  const bool callers_asked = std::any_of(incoming.begin(), incoming.end(), [&](std::size_t call) {
    return kept_its_traffic(traffic(trial, trial.world.apps[trial.world.calls[call].from]->series));
  });
  out.finding = callers_asked ? Finding::worse : Finding::unsure;
  if (!callers_asked) out.note = "its callers have fewer requests, too, or are not measured";
  return out;
}

bool released_near(const Trial& trial, std::size_t app) {
  constexpr std::int64_t near_ms = 30 * 60'000;
  const auto& events = trial.world.events;
  return std::any_of(events.begin(), events.end(), [&](const signals::Event* event) {
    const bool change = event->kind == "deploy" || event->kind == "config";
    return change && event->subject == trial.world.apps[app]->id && std::abs(event->at_ms - trial.release_ms) < near_ms;
  });
}

bool calls_fail_elsewhere(const Trial& trial, std::size_t caller) {
  const auto& outgoing = trial.world.outgoing[caller];
  return std::any_of(outgoing.begin(), outgoing.end(), [&](std::size_t call) {
    if (trial.world.calls[call].to == trial.app) return false;
    const auto other = compare_errors(trial, "", trial.world.calls[call].edge->series);
    return other && other->finding == Finding::worse;
  });
}

/// A release can answer wrongly without errors of its own; then its callers fail. That counts when the caller was not
/// released itself and none of its other calls fail.
std::optional<Comparison> compare_caller(const Trial& trial, std::size_t caller) {
  auto out = compare_errors(trial, trial.world.apps[caller]->id, trial.world.apps[caller]->series);
  if (!out || out->finding != Finding::worse) return {};
  if (released_near(trial, caller)) {
    out->note = "was released itself at that time";
  } else if (calls_fail_elsewhere(trial, caller)) {
    out->note = "other calls of it fail, too";
  } else {
    return out;
  }
  out->finding = Finding::unsure;
  return out;
}

double sum_of(const Series* series, std::size_t begin, std::size_t end) {
  double sum = 0;
  for (std::size_t i = begin; series != nullptr && i < end; ++i) {
    if (!std::isnan(series->values[i])) sum += double(series->values[i]);
  }
  return sum;
}

/// Counts of the app, or of its pods where only they were measured, per minute on either side.
std::optional<Comparison> compare_count(const Trial& trial, const char* signal, double fewest) {
  const auto& app = *trial.world.apps[trial.app];
  const auto& sides = trial.sides;
  std::vector<const Series*> all;
  if (const auto* own = app.series.find(signal)) all.push_back(own);
  for (const auto& pod : app.instances) {
    if (all.empty() || all.front() != app.series.find(signal)) all.push_back(pod.series.find(signal));
  }
  std::erase(all, nullptr);
  if (all.empty() || sides.after_end == sides.after_begin || sides.before_end == sides.before_begin) return {};
  double before = 0, after = 0;
  for (const auto* series : all) {
    before += sum_of(series, sides.before_begin, sides.before_end);
    after += sum_of(series, sides.after_begin, sides.after_end);
  }
  auto out = comparison(trial, app.id, *all.front());
  out.before = before;
  out.after = after;
  const double usual = before * static_cast<double>(sides.after_end - sides.after_begin) /
                       static_cast<double>(sides.before_end - sides.before_begin);
  out.finding = after >= fewest && after > 3 * usual ? Finding::worse : Finding::same;
  return out;
}

/// Fewer ready replicas than wanted at the end of the time, where none were missing before.
std::optional<Comparison> compare_ready(const Trial& trial) {
  const auto& app = *trial.world.apps[trial.app];
  const auto& sides = trial.sides;
  const auto *ready = app.series.find("instances_ready"), *wanted = app.series.find("instances_desired");
  if (ready == nullptr || wanted == nullptr || sides.after_end < sides.after_begin + unready_points) return {};
  const auto missing = [&](std::size_t i) { return wanted->values[i] - ready->values[i] > 0.5F; };
  std::size_t end_missing = 0;
  for (std::size_t i = sides.after_end - unready_points; i < sides.after_end; ++i) end_missing += missing(i) ? 1 : 0;
  std::size_t before_missing = 0;
  for (std::size_t i = sides.before_begin; i < sides.before_end; ++i) before_missing += missing(i) ? 1 : 0;
  auto out = comparison(trial, app.id, *ready);
  if (sides.before_end > 0) out.before = ready->values[sides.before_end - 1];
  out.after = ready->values[sides.after_end - 1];
  const bool lost = end_missing == unready_points && 2 * before_missing < sides.before_end - sides.before_begin;
  out.finding = lost ? Finding::worse : Finding::same;
  if (lost) out.note = fmt::format("{:.0f} wanted", wanted->values[sides.after_end - 1]);
  return out;
}

/// What the release costs: told, decides nothing.
std::optional<Comparison> compare_cost(const Trial& trial, const char* signal) {
  const auto& app = *trial.world.apps[trial.app];
  const auto* level = app.series.find(signal);
  if (level == nullptr) return {};
  const auto found = difference(trial, level, nullptr, false, trial.sides.warm_begin);
  if (!found) return {};
  auto out = comparison(trial, app.id, *level);
  out.decides = false;
  put(out, found, std::max(trial.world.describe(signal).floor, told_rise * found->before));
  return out.finding == Finding::worse ? std::optional(out) : std::nullopt;
}

/// Other callers than the app for which this callee got slower by more than is allowed.
bool slower_for_others(const Trial& trial, std::size_t callee) {
  const auto& incoming = trial.world.incoming[callee];
  return std::any_of(incoming.begin(), incoming.end(), [&](std::size_t call) {
    if (trial.world.calls[call].from == trial.app) return false;
    const auto other = compare_latency(trial, "", trial.world.calls[call].edge->series);
    return other && other->finding == Finding::worse;
  });
}

/// Whether the callee explains at least half of the app's rise, and not because of the release: it got slower for
/// others as well, or was changed at that time itself.
bool explains(const Trial& trial, std::size_t call, const Comparison& app) {
  const auto& edge = *trial.world.calls[call].edge;
  const auto found = compare_latency(trial, "", edge.series);
  if (!found || found->finding != Finding::worse || !found->after || !app.after) return false;
  const auto callee = trial.world.calls[call].to;
  if (!slower_for_others(trial, callee) && !released_near(trial, callee)) return false;
  const auto calls = traffic(trial, edge.series), requests = traffic(trial, trial.world.apps[trial.app]->series);
  const double per_request = calls && requests && requests->after > 0 ? calls->after / requests->after : 1;
  return per_request * (*found->after - *found->before) > (*app.after - *app.before) / 2;
}

}  // namespace

std::vector<Comparison> compare_app(const Trial& trial) {
  const auto& app = *trial.world.apps[trial.app];
  std::vector<Comparison> out;
  add(out, compare_errors(trial, app.id, app.series));
  add(out, compare_latency(trial, app.id, app.series));
  add(out, compare_traffic(trial));
  return out;
}

std::vector<Comparison> compare_callers(const Trial& trial) {
  std::vector<Comparison> out;
  for (const auto call : trial.world.incoming[trial.app]) {
    const auto& seen = trial.world.calls[call];
    add(out, compare_errors(trial, trial.world.id_of(seen), seen.edge->series));
    add(out, compare_latency(trial, trial.world.id_of(seen), seen.edge->series));
    add(out, compare_caller(trial, seen.from));
  }
  return out;
}

std::vector<Comparison> compare_callees(const Trial& trial) {
  std::vector<Comparison> out;
  for (const auto call : trial.world.outgoing[trial.app]) {
    const auto& seen = trial.world.calls[call];
    add(out, compare_errors(trial, trial.world.id_of(seen), seen.edge->series));
    add(out, compare_latency(trial, trial.world.id_of(seen), seen.edge->series));
  }
  for (auto& each : out) each.decides = false;
  return out;
}

std::vector<Comparison> compare_pods(const Trial& trial) {
  std::vector<Comparison> out;
  add(out, compare_ready(trial));
  add(out, compare_count(trial, "restarts", fewest_restarts));
  add(out, compare_count(trial, "oom_kills", 1));
  add(out, compare_cost(trial, "cpu_usage"));
  add(out, compare_cost(trial, "memory_rss"));
  return out;
}

void weigh_other_causes(const Trial& trial, std::vector<Comparison>& comparisons) {
  const auto& app = *trial.world.apps[trial.app];
  const bool fails = std::any_of(comparisons.begin(), comparisons.end(), [&](const Comparison& each) {
    return each.subject == app.id && each.signal == "error_ratio" && each.finding == Finding::worse;
  });
  const auto requests = traffic(trial, app.series);
  const bool busier =
      !fails && requests && requests->change() > requests->margin && requests->after > more_traffic * requests->before;
  for (auto& each : comparisons) {
    const bool slower = each.decides && each.finding == Finding::worse && each.signal.starts_with("latency");
    if (!slower) continue;
    if (busier) {
      each.note = fmt::format("{:.2g} times as many requests at the same time", requests->after / requests->before);
      each.finding = Finding::unsure;
      continue;
    }
    for (const auto call : trial.world.outgoing[trial.app]) {
      if (!explains(trial, call, each)) continue;
      each.note = fmt::format("{} got slower at that time, and not by this release",
                              short_name(trial.world.apps[trial.world.calls[call].to]->id));
      each.finding = Finding::unsure;
    }
  }
}

}  // namespace corootctl::rca
