#include "rca/verdict/verdict.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "rca/constants.hpp"

namespace corootctl::rca {
namespace {

/// The service levels of one kind at an app, each with its change.
std::vector<Change> levels_of(const World& world, const Window& window, std::size_t app, std::string_view slo) {
  std::vector<Change> out;
  for (const signals::Series* series : service_levels(world, app, slo))
    if (Change change = measure_change(world, window, series); change.measured) out.push_back(change);
  return out;
}

/// Robust deviations of each abnormal point, the mean over all levels: what average and quantiles agree on.
std::vector<float> joint_deviations(const Window& window, const std::vector<Change>& levels) {
  std::vector<float> out;
  for (std::size_t i = window.onset; i < window.end; ++i) {
    double sum = 0;
    double count = 0;
    for (const Change& level : levels) {
      const double value = static_cast<double>(level.series->values[i]);
      if (!std::isfinite(value)) continue;
      sum += std::clamp((value - level.before) / level.scale, -constants::giant, constants::giant);
      count += 1;
    }
    if (count > 0) out.push_back(static_cast<float>(sum / count));
  }
  return out;
}

/// Share of the usual points that are at least as bad as `level`, never 0.
double usual_share(const Window& window, const signals::Series& series, double level) {
  double all = 0;
  double bad = 0;
  for (const float value : usual_values(window, {series.values, series.reference})) {
    if (!std::isfinite(value)) continue;
    all += 1;
    bad += static_cast<double>(value) >= level ? 1 : 0;
  }
  return (bad + 0.5) / (all + 1);
}

/// The most surprising run of abnormal points: rare by its level, or by lasting.
double surprise(const Window& window, const Change& level) {
  std::vector<double> points;
  for (std::size_t i = window.onset; i < window.end; ++i)
    if (std::isfinite(level.series->values[i])) points.push_back(static_cast<double>(level.series->values[i]));
  double best = 0;
  for (std::size_t length = 1; length <= std::min(constants::fewest_points, points.size()); ++length)
    for (std::size_t i = 0; i + length <= points.size(); ++i) {
      const double mildest = *std::min_element(points.begin() + static_cast<std::ptrdiff_t>(i),
                                               points.begin() + static_cast<std::ptrdiff_t>(i + length));
      if (mildest <= level.before + constants::abnormal_z * level.scale) continue;
      const double weight = 1 + constants::most * static_cast<double>(length - 1);
      best = std::max(best, -weight * std::log(usual_share(window, *level.series, mildest)));
    }
  return best;
}

/// Short steps must agree over three points; long steps are measurements of their own and are judged by their rarity.
bool left_usual_range(const Window& window, const std::vector<Change>& levels) {
  const bool long_steps = window.step_ms >= constants::long_step_ms;
  const auto span = static_cast<std::size_t>(constants::long_step_ms / window.step_ms);
  const double peak =
      lasting_peak(joint_deviations(window, levels), 1, long_steps ? 1 : std::max(constants::fewest_points, span));
  if (peak <= constants::abnormal_z) return false;
  return std::any_of(levels.begin(), levels.end(), [&](const Change& level) {
    return long_steps ? surprise(window, level) >= constants::incident_surprise : level.outside;
  });
}

/// Averages and error ratios show every request; a quantile is blind to a fault that hits fewer requests than it skips.
bool shows_every_request(const signals::Series& series) {
  return series.signal == "latency_avg" || series.signal == "error_ratio";
}

/// Only a level whose own usual state is known can say that nothing happened: a reference period that lacks it, or a
/// few points, cannot.
bool can_refute(const Window& window, const std::vector<Change>& levels) {
  return std::any_of(levels.begin(), levels.end(), [&](const Change& level) {
    const std::size_t known = mean_of(usual_values(window, {level.series->values, level.series->reference})).count;
    const bool own = !window.has_reference || mean_of(level.series->reference).count >= constants::recent_points;
    return shows_every_request(*level.series) && own && known >= constants::enough_points;
  });
}

/// A change of the app at most minutes before a point.
bool changed_before(const World& world, const Window& window, std::size_t app, std::size_t point) {
  const std::int64_t at = window.time_of(point);
  const auto& events = world.events_of[app];
  return std::any_of(events.begin(), events.end(), [&](const signals::Event* event) {
    return is_change(event->kind) && event->at_ms <= at + window.step_ms &&
           at - event->at_ms <= constants::blamed_change_reach_ms;
  });
}

/// The same of the app, or of something that it calls.
bool changed_nearby(const World& world, const Window& window, std::size_t app, std::size_t point) {
  const auto& calls = world.outgoing[app];
  return changed_before(world, window, app, point) || std::any_of(calls.begin(), calls.end(), [&](std::size_t call) {
           return changed_before(world, window, world.calls[call].to, point);
         });
}

/// Errors of a minute or two are averaged away. Right after a change, and never seen before at this height, they are an
/// incident all the same, unless so many fail by chance.
bool burst_after_change(const World& world, const Window& window, std::size_t app, const std::vector<Change>& levels) {
  const signals::Series* requests = world.apps[app]->series.find("requests");
  for (const Change& level : levels) {
    if (level.series->signal != "error_ratio") continue;
    for (std::size_t i = window.onset; i < window.end; ++i) {
      const auto share = static_cast<double>(level.series->values[i]);
      const bool chance = requests != nullptr && count_surprise(share * static_cast<double>(requests->values[i]) *
                                                                    static_cast<double>(window.step_ms) / 1000,
                                                                0) <= constants::abnormal_z;
      const bool usual = usual_share(window, *level.series, share) * 2 > constants::worth_a_look;
      if (share - level.before >= constants::worth_a_look && !chance && !usual && changed_nearby(world, window, app, i))
        return true;
    }
  }
  return false;
}

/// Failed requests in the abnormal window; those at lost points are taken to be as many.
struct Failures {
  double seen = 0;
  double expected = 0;
};

Failures count_failures(const Window& window, const Change& level, const signals::Series& requests) {
  Failures out;
  double known = 0;
  for (std::size_t i = window.onset; i < window.end; ++i) {
    const double asked = static_cast<double>(requests.values[i]) * static_cast<double>(window.step_ms) / 1000;
    const double failed = asked * static_cast<double>(level.series->values[i]);
    if (!std::isfinite(failed)) continue;
    known += 1;
    out.seen += failed;
    out.expected += asked * level.before;
  }
  if (known <= 0) return {};
  const double all = static_cast<double>(window.end - window.onset) / known;
  return {all * out.seen, std::max(0.0, all * out.expected)};
}

/// Failures are counted: a handful of failed requests is chance, however rare they were. Nothing where nobody counted
/// the requests.
bool is_handful(const World& world, const Window& window, std::size_t app, const std::vector<Change>& levels) {
  const signals::Series* requests = world.apps[app]->series.find("requests");
  return requests != nullptr && std::any_of(levels.begin(), levels.end(), [&](const Change& level) {
           if (level.series->signal != "error_ratio") return false;
           const Failures failed = count_failures(window, level, *requests);
           return failed.seen > 0 && count_surprise(failed.seen, failed.expected) <= constants::abnormal_z;
         });
}

/// When the levels were first measured.
std::int64_t first_measured(const Window& window, const std::vector<Change>& levels) {
  std::size_t first = window.onset;
  for (const Change& level : levels)
    for (std::size_t i = 0; i < first; ++i)
      if (std::isfinite(level.series->values[i])) first = i;
  return window.time_of(first);
}

}  // namespace

Alarm check_alarm(const World& world, const Window& window, std::size_t app, std::string_view slo,
                  std::int64_t opened_ms) {
  Alarm out;
  out.currency = slo == "availability" ? Currency::errors : Currency::latency;
  const std::vector<Change> levels = levels_of(world, window, app, slo);
  if (levels.empty()) return out;
  for (const Change& level : levels) {
    out.certainty = std::max(out.certainty, level.certainty());
    out.deviations = std::max(out.deviations, level.mean_z);
  }
  if (window.step_ms >= constants::long_step_ms)
    for (const Change& level : levels)
      out.hint = std::max(out.hint, surprise(window, level) / constants::incident_surprise);
  out.real = left_usual_range(window, levels) || burst_after_change(world, window, app, levels);
  if (out.currency == Currency::errors && is_handful(world, window, app, levels)) out.real = false;
  const bool quiet = !out.real && can_refute(window, levels) && !world.calls.empty();
  out.history_ms = opened_ms - first_measured(window, levels);
  out.too_late = quiet && !window.has_reference && out.history_ms < constants::incident_ms;
  out.refuted = quiet && !out.too_late;
  return out;
}

}  // namespace corootctl::rca
