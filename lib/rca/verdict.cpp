#include "rca/verdict.hpp"

#include <algorithm>
#include <cmath>

#include "rca/constants.hpp"

namespace corootctl::rca {
namespace {

constexpr double clip = 20;  // robust deviations: one quantile must not outvote the others

/// The service levels of one kind at an app, each with its change.
std::vector<Change> levels_of(const World& world, const Window& window, std::size_t app, std::string_view slo) {
  std::vector<Change> out;
  const signals::SeriesBag& bag = world.apps[app]->series;
  for (const signals::Series& series : bag.all) {
    const auto role = world.describe(series.signal).role;
    if (role != (slo == "availability" ? signals::Role::errors : signals::Role::latency)) continue;
    if (Change change = measure_change(world, window, &series); change.measured) out.push_back(change);
  }
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
      sum += std::clamp((value - level.before) / level.scale, -clip, clip);
      count += 1;
    }
    if (count > 0) out.push_back(static_cast<float>(sum / count));
  }
  return out;
}

/// Short steps must agree over three points; one long step is a measurement of its own, but must be clearer.
bool left_usual_range(const Window& window, const std::vector<Change>& levels) {
  const bool long_steps = window.step_ms >= constants::long_step_ms;
  const double peak = lasting_peak(joint_deviations(window, levels), 1, long_steps ? 1 : 3);
  const auto beyond = [&](const Change& level) {
    const std::span<const float> values = std::span<const float>(level.series->values).subspan(window.onset, window.end - window.onset);
    return lasting_peak(values, 1, long_steps ? 1 : 3) > level.usual_high;
  };
  return peak > (long_steps ? constants::incident_z_long : constants::incident_z) && std::any_of(levels.begin(), levels.end(), beyond);
}

/// Averages and error ratios show every request; a quantile is blind to a fault that hits fewer requests than it skips.
bool shows_every_request(const std::vector<Change>& levels) {
  return std::any_of(levels.begin(), levels.end(), [](const Change& level) { return level.series->signal == "latency_avg" || level.series->signal == "error_ratio"; });
}

}  // namespace

Alarm check_alarm(const World& world, const Window& window, std::size_t app, std::string_view slo) {
  Alarm out;
  out.app = app;
  out.currency = slo == "availability" ? Currency::errors : Currency::latency;
  const std::vector<Change> levels = levels_of(world, window, app, slo);
  out.measured = !levels.empty();
  if (!out.measured) return out;
  for (const Change& level : levels) {
    out.certainty = std::max(out.certainty, level.certainty());
    out.deviations = std::max(out.deviations, level.mean_z);
  }
  out.real = left_usual_range(window, levels);
  out.refuted = !out.real && shows_every_request(levels) && !world.calls.empty();
  return out;
}

double confidence_of(const Case& item, const std::vector<Suspect>& suspects, std::size_t rank) {
  const Suspect& suspect = suspects[rank];
  const double second = rank + 1 < suspects.size() ? suspects[rank + 1].score : 0;
  const double margin = suspect.score > 0 ? 1 - second / suspect.score : 0;
  const double place = rank == 0 ? 1 : 0.5;
  return place * (0.30 * suspect.blame * item.reach + 0.30 * margin + 0.25 * suspect.proof + 0.15 * item.reach);
}

Confidence grade(double confidence) {
  if (confidence >= constants::confidence_high) return Confidence::high;
  return confidence >= constants::confidence_medium ? Confidence::medium : Confidence::low;
}

Status decide(const Case& item, const std::vector<Suspect>& suspects, double unobserved_blame) {
  if (suspects.empty() || suspects.front().score <= 0) return Status::unknown;
  if (unobserved_blame > 0.5) return Status::unknown;
  return confidence_of(item, suspects, 0) < constants::confidence_unknown ? Status::unknown : Status::root_cause;
}

}  // namespace corootctl::rca
