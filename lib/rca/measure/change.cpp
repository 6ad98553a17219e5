#include "rca/measure/change.hpp"

#include <algorithm>
#include <cmath>

#include "rca/constants.hpp"

namespace corootctl::rca {
namespace {

using signals::Series;

/// With a reference from another time the level right before the onset counts too: systems drift.
double level_before(const Window& window, const Samples& series, const Usual& usual, double sign) {
  if (!window.has_reference || window.onset == 0) return usual.median;
  std::vector<double> recent;
  for (std::size_t i = window.onset > constants::enough_points ? window.onset - constants::enough_points : 0;
       i < window.onset; ++i)
    if (std::isfinite(series.values[i])) recent.push_back(static_cast<double>(series.values[i]));
  if (recent.empty()) return usual.median;
  return sign * std::max(sign * usual.median, sign * median_of(recent));
}

/// First point from which two of three neighbours are beyond the threshold.
std::optional<std::size_t> first_beyond(const Window& window, const Samples& series, double sign, double threshold) {
  const auto beyond = [&](std::size_t i) {
    return std::isfinite(series.values[i]) && sign * static_cast<double>(series.values[i]) > threshold;
  };
  const std::size_t begin = window.has_reference ? 0 : std::max(window.search_begin, window.usual_begin);
  for (std::size_t i = begin; i < window.end; ++i) {
    if (!beyond(i)) continue;
    if (i + 1 >= window.end || beyond(i + 1) || (i + 2 < window.end && beyond(i + 2))) return i;
  }
  return std::nullopt;
}

/// Events that are counted (kills, restarts) are over in a step; a level must last.
std::size_t lasting_points(const Window& window, const signals::SignalInfo& info) {
  if (info.role == signals::Role::crash && info.worse == signals::Worse::up) return 1;
  return window.step_ms >= constants::long_step_ms ? constants::more_than_one : constants::fewest_points;
}

/// Nobody knows the unit of a free name, so its floor comes from its own largest value.
double floor_of_unknown(std::span<const float> values) {
  float largest = 0;
  for (const float value : values)
    if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
  return constants::hardly * static_cast<double>(largest);
}

}  // namespace

double Change::certainty() const {
  if (!measured) return 0;
  const double usual = outside ? 1 : constants::a_part;
  return usual * std::clamp((mean_z - constants::noise_z) / (constants::certain_z - constants::noise_z), 0.0, 1.0);
}

double Change::strength() const {
  if (!measured) return 0;
  const double x = std::log1p(std::max(0.0, peak_z - constants::abnormal_z)) / std::log1p(constants::giant);
  const double rest = 1 - constants::nearly_all;
  return x <= constants::nearly_all
             ? x
             : 1 - rest * std::exp(-(x - constants::nearly_all) / rest);  // bends towards 1 so that giants still differ
}

double Change::excess() const { return measured ? std::max(0.0, delta) * certainty() : 0; }

std::span<const float> usual_values(const Window& window, const Samples& samples) {
  if (window.has_reference && mean_of(samples.reference).count >= constants::fewest_points) return samples.reference;
  return samples.values.subspan(window.usual_begin, window.usual_end - window.usual_begin);
}

Change measure_samples(const signals::SignalInfo& info, const Window& window, const Samples& samples) {
  Change out;
  if (samples.values.size() < window.end || window.onset >= window.end) return out;
  const Usual usual = summarise(usual_values(window, samples));
  const std::span<const float> abnormal = samples.values.subspan(window.onset, window.end - window.onset);
  const Mean mean = mean_of(abnormal);
  out.before = usual.median;
  if (mean.count == 0 || usual.count < constants::fewest_points) return out;
  const double sign = info.worse == signals::Worse::down ? -1 : 1;
  out.measured = true;
  out.known = usual.count;
  out.before = level_before(window, samples, usual, sign);
  out.after = mean.value;
  out.peak = lasting_peak(abnormal, sign, lasting_points(window, info));
  out.scale = std::max({usual.spread, info.relative * std::abs(out.before), info.floor, constants::least_scale});
  out.delta = sign * (out.after - out.before);
  out.mean_z = out.delta / out.scale;
  out.peak_z = sign * (out.peak - out.before) / out.scale;
  out.outside = sign > 0 ? out.peak > usual.high : out.peak < usual.low;
  if (out.peak_z > constants::abnormal_z) {
    const double height = sign * (out.peak - out.before);
    const double threshold =
        sign * out.before + std::max(constants::abnormal_z * out.scale, constants::a_part * height);
    out.onset = first_beyond(window, samples, sign, threshold);
  }
  return out;
}

double same_points(const Window& window, const Change& whole, const Change& part) {
  if (!whole.measured || !part.measured || whole.series == nullptr || part.series == nullptr) return 1;
  double common = 0, other = 0, whole_sum = 0, part_sum = 0;
  for (std::size_t i = window.onset; i < window.end; ++i) {
    const bool in_whole = std::isfinite(whole.series->values[i]);
    const bool in_part = std::isfinite(part.series->values[i]);
    if (in_whole != in_part) other += 1;
    if (!in_whole || !in_part) continue;
    common += 1;
    whole_sum += static_cast<double>(whole.series->values[i]) - whole.before;
    part_sum += static_cast<double>(part.series->values[i]) - part.before;
  }
  if (other == 0 || common == 0 || whole.delta <= 0 || part.delta <= 0 || whole_sum <= 0 || part_sum <= 0) return 1;
  const double factor = part_sum / whole_sum * whole.delta / part.delta;
  return std::clamp(factor, 1 / constants::giant, constants::giant);
}

Change measure_change(const World& world, const Window& window, const Series* series) {
  if (series == nullptr) return {};
  signals::SignalInfo info = world.describe(series->signal);
  if (info.role == signals::Role::free_form) info.floor = floor_of_unknown(series->values);
  Change out = measure_samples(info, window, {series->values, series->reference});
  out.series = series;
  return out;
}

}  // namespace corootctl::rca
