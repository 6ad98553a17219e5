#include "rca/gate/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rca/constants.hpp"
#include "rca/names.hpp"

namespace corootctl::rca {
namespace {

using signals::Series;

constexpr double told_rise = 0.25;       // share of the level before, for what is told only
constexpr std::size_t soon_minutes = 3;  // wrong answers begin with the release
constexpr double fewest_restarts = 2;    // one may be the rollout's own

void take(std::vector<Comparison>& out, std::optional<Comparison> one) {
  if (one) out.push_back(std::move(*one));
}

/// Errors and latency of a call, as its caller sees them.
void take_call(std::vector<Comparison>& out, const Trial& trial, const Call& call) {
  take(out, compare_errors(trial, trial.world.id_of(call), call.edge->series));
  take(out, compare_latency(trial, trial.world.id_of(call), call.edge->series));
}

bool lost_its_traffic(const std::optional<Difference>& found) {
  return found && found->change() + found->margin < 0 && found->after < constants::most * found->before;
}

bool kept_its_traffic(const std::optional<Difference>& found) {
  return found && std::abs(found->change()) <= std::max(constants::worth_a_look * found->before, found->margin);
}

/// An app that nobody asks any more fails nobody: its callers would still be asked as before.
std::optional<Comparison> compare_traffic(const Trial& trial) {
  const auto& app = *trial.world.apps[trial.app];
  const auto found = traffic(trial, app.series);
  if (!lost_its_traffic(found)) return {};
  auto out = comparison(trial, app.id, *app.series.find("requests"));
  fill_in(out, found, 0);
  const auto& incoming = trial.world.incoming[trial.app];
  const bool callers_asked = std::any_of(incoming.begin(), incoming.end(), [&](std::size_t call) {
    return kept_its_traffic(traffic(trial, trial.world.apps[trial.world.calls[call].from]->series));
  });
  out.finding = callers_asked ? Finding::worse : Finding::unsure;
  if (!callers_asked) out.note = "its callers have fewer requests, too, or are not measured";
  return out;
}

/// A release can answer wrongly without errors of its own; then its callers fail at once. That counts when the caller
/// was not released itself and none of its other calls fail.
std::optional<Comparison> compare_caller(const Trial& trial, std::size_t caller) {
  const auto& bag = trial.world.apps[caller]->series;
  auto out = compare_errors(trial, trial.world.apps[caller]->id, bag);
  if (!out || out->finding != Finding::worse) return {};
  if (released_near(trial, caller)) {
    out->note = "was released itself at that time";
  } else if (const auto other = failing_callee(trial, caller)) {
    out->note = short_name(trial.world.apps[*other]->id) + " fails its calls, too";
  } else if (const auto after = minutes_until_failing(trial, bag); after > soon_minutes) {
    out->note = fmt::format("began {} minutes after the release", after);
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
  out.finding = after >= fewest && after > constants::several * usual ? Finding::worse : Finding::same;
  return out;
}

/// Fewer ready replicas than wanted at the end of the time, where none were missing before.
std::optional<Comparison> compare_ready(const Trial& trial) {
  const auto& app = *trial.world.apps[trial.app];
  const auto& sides = trial.sides;
  const auto *ready = app.series.find("instances_ready"), *wanted = app.series.find("instances_desired");
  if (ready == nullptr || wanted == nullptr || sides.after_end < sides.after_begin + constants::fewest_points)
    return {};
  const auto missing = [&](std::size_t i) { return wanted->values[i] - ready->values[i] > 0.5F; };
  std::size_t end_missing = 0;
  for (std::size_t i = sides.after_end - constants::fewest_points; i < sides.after_end; ++i)
    end_missing += missing(i) ? 1 : 0;
  std::size_t before_missing = 0;
  for (std::size_t i = sides.before_begin; i < sides.before_end; ++i) before_missing += missing(i) ? 1 : 0;
  auto out = comparison(trial, app.id, *ready);
  if (sides.before_end > 0) out.before = ready->values[sides.before_end - 1];
  out.after = ready->values[sides.after_end - 1];
  const bool lost =
      end_missing == constants::fewest_points && 2 * before_missing < sides.before_end - sides.before_begin;
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
  fill_in(out, found, std::max(trial.world.describe(signal).floor, told_rise * found->before));
  return out.finding == Finding::worse ? std::optional(out) : std::nullopt;
}

}  // namespace

std::vector<Comparison> compare_app(const Trial& trial) {
  const auto& app = *trial.world.apps[trial.app];
  std::vector<Comparison> out;
  take(out, compare_errors(trial, app.id, app.series));
  take(out, compare_latency(trial, app.id, app.series));
  take(out, compare_traffic(trial));
  return out;
}

std::vector<Comparison> compare_callers(const Trial& trial) {
  std::vector<Comparison> out;
  for (const auto call : trial.world.incoming[trial.app]) {
    take_call(out, trial, trial.world.calls[call]);
    take(out, compare_caller(trial, trial.world.calls[call].from));
  }
  return out;
}

std::vector<Comparison> compare_callees(const Trial& trial) {
  std::vector<Comparison> out;
  for (const auto call : trial.world.outgoing[trial.app]) take_call(out, trial, trial.world.calls[call]);
  for (auto& each : out) each.decides = false;
  return out;
}

std::vector<Comparison> compare_pods(const Trial& trial) {
  std::vector<Comparison> out;
  take(out, compare_ready(trial));
  take(out, compare_count(trial, "restarts", fewest_restarts));
  take(out, compare_count(trial, "oom_kills", 1));
  take(out, compare_cost(trial, "cpu_usage"));
  take(out, compare_cost(trial, "memory_rss"));
  return out;
}

}  // namespace corootctl::rca
