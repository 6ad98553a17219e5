#include "signals/excerpts.hpp"

#include <algorithm>
#include <cmath>

namespace corootctl::signals {
namespace {

double count_at(const Excerpt& excerpt, std::size_t point) {
  const float count = excerpt.counts[point];
  return std::isfinite(count) ? static_cast<double>(count) : 0.0;
}

/// The first step that does not end before `at_ms`.
std::size_t step_of(const Excerpt& excerpt, std::int64_t at_ms) {
  if (at_ms < excerpt.from_ms) return 0;
  const auto steps = static_cast<std::size_t>((at_ms - excerpt.from_ms) / excerpt.step_ms);
  return std::min(steps, excerpt.counts.size());
}

}  // namespace

std::optional<Turn> turn_at(const Excerpt& excerpt, std::int64_t at_ms) {
  if (excerpt.step_ms <= 0) return std::nullopt;
  const std::size_t split = step_of(excerpt, at_ms);
  const std::size_t length = std::min(split, excerpt.counts.size() - split);
  if (length == 0) return std::nullopt;
  Turn out;
  double most = 0;
  for (std::size_t point = split - length; point < split; ++point) {
    out.before += count_at(excerpt, point);
    most = std::max(most, count_at(excerpt, point));
  }
  for (std::size_t point = split; point < split + length; ++point) {
    out.after += count_at(excerpt, point);
    if (!out.begin_ms && count_at(excerpt, point) > most)
      out.begin_ms = excerpt.from_ms + static_cast<std::int64_t>(point) * excerpt.step_ms;
  }
  return out;
}

bool has_risen(const Turn& turn) {
  constexpr double few = 3, times = 3;
  return turn.begin_ms && turn.after >= few && turn.after >= times * turn.before;
}

}  // namespace corootctl::signals
