#include "rca/measure/window.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "rca/constants.hpp"
#include "rca/measure/statistics.hpp"

namespace corootctl::rca {
namespace {

using signals::Series;

std::size_t point_of(const signals::Grid& grid, std::int64_t at_ms) {
  if (grid.points == 0 || at_ms <= grid.from_ms) return 0;
  const auto point = static_cast<std::size_t>((at_ms - grid.from_ms) / grid.step_ms);
  return std::min(point, grid.points - 1);
}

std::size_t points_in(const signals::Grid& grid, std::int64_t span_ms) {
  return static_cast<std::size_t>(std::max<std::int64_t>(1, span_ms / grid.step_ms));
}

bool usable_reference(const World& world, const Series& series) {
  return world.snapshot->reference && !series.reference.empty();
}

/// Robust deviations of each point in the bad direction, cut to the onset's range; NaN where not measured.
std::vector<double> deviations(const World& world, const Series& series, std::size_t usual_end) {
  const auto info = world.describe(series.signal);
  const std::span<const float> values(series.values);
  Usual usual = summarise(usable_reference(world, series) ? series.reference : values.first(usual_end));
  if (usual.count < constants::enough_points) usual = summarise(values);
  const double scale =
      std::max({usual.spread, info.relative * std::abs(usual.median), info.floor, constants::least_scale});
  const double sign = info.worse == signals::Worse::down ? -1 : 1;
  std::vector<double> out;
  for (const float value : values)
    out.push_back(std::isfinite(value) ? std::clamp(sign * (static_cast<double>(value) - usual.median) / scale,
                                                    -constants::abnormal_z, constants::giant)
                                       : std::numeric_limits<double>::quiet_NaN());
  return out;
}

/// The mean over several series: what most of them do counts.
std::vector<double> combined(const World& world, const std::vector<const Series*>& list, std::size_t usual_end) {
  std::vector<double> sum(world.snapshot->grid.points, 0);
  std::vector<double> count(sum.size(), 0);
  for (const Series* series : list) {
    const std::vector<double> z = deviations(world, *series, usual_end);
    for (std::size_t i = 0; i < z.size(); ++i) {
      if (std::isnan(z[i])) continue;
      sum[i] += z[i];
      count[i] += 1;
    }
  }
  for (std::size_t i = 0; i < sum.size(); ++i)
    sum[i] = count[i] > 0 ? sum[i] / count[i] : std::numeric_limits<double>::quiet_NaN();
  return sum;
}

/// Measured points on one side of a split.
struct Side {
  double sum = 0;
  double count = 0;
  void add(double z) {
    if (std::isnan(z)) return;
    sum += z;
    count += 1;
  }
};

/// The split of [0, end) at a point of [low, high] that explains most of the variance, with the worse level behind it.
std::optional<std::size_t> best_split(const std::vector<double>& z, std::size_t low, std::size_t high,
                                      std::size_t end) {
  Side all;
  for (std::size_t i = 0; i < end; ++i) all.add(z[i]);
  std::optional<std::size_t> best;
  double best_gain = 0;
  Side left;
  for (std::size_t i = 0; i < std::min(high + 1, end); ++i) {
    const Side right{all.sum - left.sum, all.count - left.count};
    if (i >= low && !std::isnan(z[i]) && left.count > 0 && right.count > 0) {  // a hole cannot be an onset
      const double step = right.sum / right.count - left.sum / left.count;
      const double gain = step > 0 ? step * step * left.count * right.count / all.count : 0;
      if (gain > best_gain) {
        best_gain = gain;
        best = i;
      }
    }
    left.add(z[i]);
  }
  return best;
}

/// Walks back over a ramp: the onset is its first abnormal point.
std::size_t start_of_ramp(const std::vector<double>& z, std::size_t split, std::size_t low) {
  while (split > low && z[split - 1] > constants::abnormal_z) --split;
  return split;
}

/// One past the last abnormal point: what follows shows the recovery.
std::size_t end_of_trouble(const std::vector<double>& z, const Window& window) {
  const std::size_t least = window.onset + (window.step_ms >= constants::long_step_ms ? 1 : constants::fewest_points);
  std::size_t end = window.end;
  while (end > least && !(z[end - 1] > constants::certain_z)) --end;
  return end;
}

/// The first point, from `low` on, with enough measured points before it (and its guard) to say what is usual.
std::size_t with_usual_points(const std::vector<double>& z, std::size_t low, std::size_t opened) {
  std::size_t known = 0;
  std::size_t point = 0;
  while (point < z.size() && known < constants::enough_points) known += std::isnan(z[point++]) ? 0 : 1;
  return std::min(opened, std::max(low, point + constants::fewest_points));
}

Window lay_out(const World& world, std::size_t onset, std::size_t last) {
  const signals::Grid& grid = world.snapshot->grid;
  Window out;
  out.from_ms = grid.from_ms;
  out.step_ms = grid.step_ms;
  out.has_reference = world.snapshot->reference.has_value();
  out.onset = onset;
  out.end = std::min(last, onset + std::max(constants::fewest_points, points_in(grid, constants::incident_ms)));
  const std::size_t guard = out.has_reference ? 0 : constants::fewest_points;
  out.usual_end = onset > guard ? onset - guard : onset;
  const std::size_t span = std::max(constants::recent_points, points_in(grid, constants::usual_span_ms));
  out.usual_begin = out.usual_end > span ? out.usual_end - span : 0;
  return out;
}

}  // namespace

const Series* service_level(const signals::SeriesBag& bag, std::string_view slo) {
  if (slo == "availability") return bag.find("error_ratio");
  constexpr std::array names{"latency_avg", "latency_p50", "latency_p90", "latency_p95", "latency_p99"};
  for (const char* name : names)
    if (const Series* series = bag.find(name)) return series;
  return nullptr;
}

std::vector<const Series*> service_levels(const World& world, std::size_t app, std::string_view slo) {
  const auto wanted = slo == "availability" ? signals::Role::errors : signals::Role::latency;
  std::vector<const Series*> out;
  const auto collect = [&](const signals::SeriesBag& bag) {
    for (const Series& series : bag.all)
      if (world.describe(series.signal).role == wanted && mean_of(series.values).count > 0) out.push_back(&series);
  };
  collect(world.apps[app]->series);
  if (out.empty())
    for (const std::size_t call : world.incoming[app]) collect(world.calls[call].edge->series);
  std::stable_sort(out.begin(), out.end(), [](const Series* a, const Series* b) { return a->signal < b->signal; });
  return out;
}

namespace {

/// Where the last calm before `opened` began: so many usual points that the trouble had ended by itself.
std::size_t last_calm(const std::vector<double>& z, std::size_t opened, std::size_t low) {
  std::size_t calm = 0;
  for (std::size_t i = std::min(opened, z.size()); i > low; --i) {
    calm = z[i - 1] > constants::certain_z ? 0 : calm + 1;
    if (calm >= constants::recent_points) return i - 1;
  }
  return low;
}

Window search_window(const World& world, const std::vector<const Series*>& series, std::int64_t opened_ms,
                     std::optional<std::int64_t> resolved_ms, bool last_rise) {
  const signals::Grid& grid = world.snapshot->grid;
  const std::size_t opened = point_of(grid, opened_ms);
  const std::size_t back = points_in(grid, constants::usual_span_ms / 2);
  const std::size_t least = world.snapshot->reference ? 1 : constants::enough_points;
  const std::size_t low = std::min(opened, std::max(least, opened > back ? opened - back : 0));
  const std::size_t high = std::min(opened + 1, grid.points == 0 ? 0 : grid.points - 1);
  std::size_t last = grid.points;
  if (resolved_ms) last = std::max(std::min(grid.points, point_of(grid, *resolved_ms) + 1), high + 1);
  last = std::min(last, grid.points);
  const std::size_t usual_end = low >= constants::recent_points ? low : opened;
  const std::vector<double> z = combined(world, series, usual_end);
  const std::size_t early = world.snapshot->reference ? low : with_usual_points(z, low, opened);
  const std::size_t first = last_rise ? last_calm(z, opened, early) : early;
  const auto split = best_split(z, first, high, last);
  Window out = lay_out(world, split ? start_of_ramp(z, *split, first) : opened, last);
  out.search_begin = first;
  out.latest = out.end;
  if (split) out.end = end_of_trouble(z, out);
  out.found = split.has_value();
  return out;
}

}  // namespace

Window window_at(const World& world, std::int64_t opened_ms, std::optional<std::int64_t> resolved_ms) {
  const signals::Grid& grid = world.snapshot->grid;
  const std::size_t opened = point_of(grid, opened_ms);
  std::size_t last = grid.points;
  if (resolved_ms) last = std::min(last, std::max(point_of(grid, *resolved_ms), opened) + 1);
  Window out = lay_out(world, opened, last);
  out.latest = out.end;
  return out;
}

Window find_window(const World& world, const std::vector<const Series*>& series, std::int64_t opened_ms,
                   std::optional<std::int64_t> resolved_ms) {
  return search_window(world, series, opened_ms, resolved_ms, false);
}

Window find_last_window(const World& world, const std::vector<const Series*>& series, std::int64_t opened_ms,
                        std::optional<std::int64_t> resolved_ms) {
  return search_window(world, series, opened_ms, resolved_ms, true);
}

}  // namespace corootctl::rca
