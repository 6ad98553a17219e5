#include "rca/verdict.hpp"

#include <algorithm>
#include <cmath>

#include "rca/constants.hpp"

namespace corootctl::rca {
namespace {

/// Longest run of points, inside the abnormal window, beyond the usual range and three deviations.
std::size_t longest_run(const Window& window, const Change& change) {
  std::size_t best = 0;
  std::size_t run = 0;
  for (std::size_t i = window.onset; i < window.end; ++i) {
    const double value = static_cast<double>(change.series->values[i]);
    if (!std::isfinite(value)) continue;
    run = value > change.before + constants::incident_z * change.scale ? run + 1 : 0;
    best = std::max(best, run);
  }
  return best;
}

}  // namespace

Alarm check_alarm(const World& world, const Window& window, std::size_t app, std::string_view slo) {
  Alarm out;
  out.app = app;
  out.currency = slo == "availability" ? Currency::errors : Currency::latency;
  const Change change = measure_change(world, window, service_level(world.apps[app]->series, slo));
  out.measured = change.measured;
  if (!change.measured) return out;
  out.certainty = change.certainty();
  out.deviations = change.mean_z;
  const std::size_t needed = window.step_ms >= 60'000 ? 1 : 2;
  out.real = change.outside && change.peak_z > constants::incident_z && longest_run(window, change) >= needed;
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
