#include "rca/verdict/verdict.hpp"

#include <algorithm>
#include <cmath>

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
      sum += std::clamp((value - level.before) / level.scale, -constants::joint_clip, constants::joint_clip);
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
  for (std::size_t length = 1; length <= std::min(constants::longest_run, points.size()); ++length)
    for (std::size_t i = 0; i + length <= points.size(); ++i) {
      const double mildest = *std::min_element(points.begin() + static_cast<std::ptrdiff_t>(i),
                                               points.begin() + static_cast<std::ptrdiff_t>(i + length));
      if (mildest <= level.before + constants::abnormal_z * level.scale) continue;
      const double weight = 1 + constants::further_step * static_cast<double>(length - 1);
      best = std::max(best, -weight * std::log(usual_share(window, *level.series, mildest)));
    }
  return best;
}

/// Short steps must agree over three points; long steps are measurements of their own and are judged by their rarity.
bool left_usual_range(const Window& window, const std::vector<Change>& levels) {
  const bool long_steps = window.step_ms >= constants::long_step_ms;
  const auto span = static_cast<std::size_t>(constants::incident_span_ms / window.step_ms);
  const double peak =
      lasting_peak(joint_deviations(window, levels), 1, long_steps ? 1 : std::max(constants::lasting_points, span));
  if (peak <= constants::incident_z) return false;
  return std::any_of(levels.begin(), levels.end(), [&](const Change& level) {
    return long_steps ? surprise(window, level) >= constants::incident_surprise : level.outside;
  });
}

/// Averages and error ratios show every request; a quantile is blind to a fault that hits fewer requests than it skips.
bool shows_every_request(const std::vector<Change>& levels) {
  return std::any_of(levels.begin(), levels.end(), [](const Change& level) {
    return level.series->signal == "latency_avg" || level.series->signal == "error_ratio";
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
  out.real = left_usual_range(window, levels);
  const bool quiet = !out.real && shows_every_request(levels) && !world.calls.empty();
  out.history_ms = opened_ms - first_measured(window, levels);
  out.too_late = quiet && !window.has_reference && out.history_ms < constants::refuting_history_ms;
  out.refuted = quiet && !out.too_late;
  return out;
}

ConfidenceTerms confidence_terms(const Case& item, const std::vector<Suspect>& suspects, std::size_t rank) {
  const Suspect& suspect = suspects[rank];
  const double second = rank + 1 < suspects.size() ? suspects[rank + 1].score : 0;
  ConfidenceTerms out;
  out.blame = suspect.blame * item.reach;
  out.lead = suspect.score > 0 ? 1 - second / suspect.score : 0;
  out.proof = suspect.parts.proof;
  out.trust = item.reach;
  out.followed = constants::blind_confidence + (1 - constants::blind_confidence) * item.reach;
  out.callees_known = constants::unmeasured_callees + (1 - constants::unmeasured_callees) * suspect.observed;
  out.place = rank == 0 ? 1 : constants::second_place;
  out.value = out.place * out.followed * out.callees_known *
              (constants::confidence_blame * out.blame + constants::confidence_lead * out.lead +
               constants::confidence_proof * out.proof + constants::confidence_trust * out.trust);
  return out;
}

Confidence grade(double confidence) {
  if (confidence >= constants::confidence_high) return Confidence::high;
  return confidence >= constants::confidence_medium ? Confidence::medium : Confidence::low;
}

Status decide(const Case& item, const std::vector<Suspect>& suspects, double unobserved_blame) {
  if (suspects.empty() || suspects.front().score <= 0) return Status::unknown;
  if (unobserved_blame > constants::dark_blame) return Status::unknown;
  return confidence_terms(item, suspects, 0).value < constants::confidence_unknown ? Status::unknown
                                                                                   : Status::root_cause;
}

}  // namespace corootctl::rca
