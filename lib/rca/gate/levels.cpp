#include "rca/gate/levels.hpp"

#include <algorithm>
#include <cmath>

#include "rca/constants.hpp"

namespace corootctl::rca {
namespace {

constexpr std::int64_t hour_ms = 60 * minute_ms;
constexpr double neighbours_alike = 2;  // a minute tells half as much as it would if it knew nothing of the last one

double mean_level(const std::vector<Minute>& minutes) {
  double sum = 0, weight = 0;
  for (const auto& minute : minutes) {
    const double own = minute.requests > 0 ? minute.requests : 1;
    sum += minute.level * own;
    weight += own;
  }
  return sum / weight;
}

double requests_of(const std::vector<Minute>& minutes) {
  double sum = 0;
  for (const auto& minute : minutes) sum += minute.requests;
  return sum;
}

/// Variance around `mean`.
double variance(const std::vector<Minute>& minutes, double mean) {
  double sum = 0;
  for (const auto& minute : minutes) sum += (minute.level - mean) * (minute.level - mean);
  return sum / static_cast<double>(minutes.size() - 1);
}

/// What counting `requests` leaves open about a share; one failure more or less when there was none.
double counting(double share, double requests) {
  if (requests <= 0) return 0;
  const double p = std::clamp(share, 1 / (requests + 1), 1 - 1 / (requests + 1));
  return p * (1 - p) / requests;
}

}  // namespace

Sides sides_of(const signals::Grid& grid, std::int64_t release_ms, std::int64_t watch_ms) {
  const auto point = [&](std::int64_t ms) {
    const auto steps = (ms - grid.from_ms + grid.step_ms - 1) / grid.step_ms;
    return static_cast<std::size_t>(std::clamp<std::int64_t>(steps, 0, static_cast<std::int64_t>(grid.points)));
  };
  Sides sides;
  sides.block = static_cast<std::size_t>(std::max<std::int64_t>(1, minute_ms / grid.step_ms));
  sides.after_begin = point(release_ms);
  sides.before_end = sides.after_begin - std::min<std::size_t>(sides.after_begin, 1);  // rates look back
  sides.before_begin = std::min(point(release_ms - hour_ms), sides.before_end);
  sides.warm_begin = point(release_ms + minute_ms);
  sides.after_end = point(release_ms + watch_ms);
  return sides;
}

std::vector<Minute> minutes_of(const signals::Series* level, const signals::Series* requests, const Sides& sides,
                               std::size_t begin, std::size_t end, std::int64_t step_ms) {
  std::vector<Minute> out;
  if (level == nullptr) return out;
  const double seconds = static_cast<double>(step_ms) / 1000;
  for (; begin < end; begin += sides.block) {
    double sum = 0, weight = 0, count = 0;
    for (std::size_t i = begin; i < std::min(begin + sides.block, end); ++i) {
      if (std::isnan(level->values[i])) continue;
      const double rate = requests == nullptr || std::isnan(requests->values[i]) ? 0 : double(requests->values[i]);
      const double own = rate > 0 ? rate : 1e-9;  // points whose traffic nobody counted count alike, for nearly nothing
      sum += double(level->values[i]) * own;
      weight += own;
      count += rate * seconds;
    }
    if (weight > 0) out.push_back({sum / weight, count});
  }
  return out;
}

std::optional<Difference> difference_of(const std::vector<Minute>& before, const std::vector<Minute>& after,
                                        bool is_share) {
  if (before.size() < constants::enough_points || after.size() < constants::fewest_points) return {};
  Difference out{.before = mean_level(before), .after = mean_level(after)};
  const double spread_before = variance(before, out.before);
  const double spread_after = std::max(variance(after, out.after), spread_before);  // three minutes know little of it
  double square = neighbours_alike * (spread_before / static_cast<double>(before.size()) +
                                      spread_after / static_cast<double>(after.size()));
  if (is_share) square += counting(out.after, requests_of(after));
  out.margin = constants::abnormal_z * std::sqrt(square);
  return out;
}

Finding find(const Difference& difference, double allowed) {
  const double least = difference.change() - difference.margin, most = difference.change() + difference.margin;
  if (least > 0 && difference.change() > allowed) return Finding::worse;
  return most < allowed ? Finding::same : Finding::unsure;
}

std::optional<double> failed_minute(const std::vector<Minute>& before, const std::vector<Minute>& after,
                                    double allowed) {
  if (before.size() < constants::enough_points) return {};
  double usual = 0;
  for (const auto& minute : before) usual = std::max(usual, minute.level);
  std::optional<double> worst;
  for (const auto& minute : after) {
    if (minute.requests <= 0) continue;
    const double least = minute.level - constants::abnormal_z * std::sqrt(counting(minute.level, minute.requests));
    if (least > usual + allowed && minute.level > worst.value_or(0)) worst = minute.level;
  }
  return worst;
}

}  // namespace corootctl::rca
