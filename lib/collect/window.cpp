#include "collect/window.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace corootctl::collect {

namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t hour_ms = 60 * minute_ms;

/// The server's own rule (coroot-api 25): 15 s for a request of up to 1 h, 1 minute up to 6 h, 5 up to 12 h, 10 up to
/// a day. A span that fits `longest_span` is read in requests of `request_span` each.
struct Resolution {
  std::int64_t longest_span;
  std::int64_t step;
  std::int64_t request_span;
};
constexpr std::array<Resolution, 4> resolutions = {{{2 * hour_ms, 15'000, hour_ms},
                                                    {12 * hour_ms, minute_ms, 6 * hour_ms},
                                                    {48 * hour_ms, 5 * minute_ms, 12 * hour_ms},
                                                    {120 * hour_ms, 10 * minute_ms, 24 * hour_ms}}};
constexpr std::int64_t default_span = 2 * hour_ms;
constexpr std::int64_t shortest_span = 5 * minute_ms;
constexpr std::int64_t opening_delay = 30 * minute_ms;        // from the onset until the incident opens, at most
constexpr std::int64_t healthy_span = hour_ms;                // to compare with
constexpr std::int64_t longest_extended_span = 24 * hour_ms;  // 2 requests' stretches: what was asked for stays cheap

std::int64_t down_to(std::int64_t value, std::int64_t step) { return value / step * step; }

bool lasts_into(const Window& window, const coroot::IncidentEntry& incident) {
  return incident.opened_at_ms < window.to_ms && incident.resolved_at_ms.value_or(window.to_ms) > window.from_ms;
}

std::vector<Chunk> chunks_of(std::int64_t from, std::int64_t to, std::int64_t span) {
  std::vector<Chunk> chunks;
  for (auto end = to; end > from; end -= span) chunks.push_back({std::max(from, end - span), end});
  std::reverse(chunks.begin(), chunks.end());
  return chunks;
}

}  // namespace

signals::Grid grid_of(const Window& window, std::int64_t step_ms) {
  const auto from = down_to(window.from_ms, step_ms);
  return {from, step_ms, static_cast<std::size_t>((window.to_ms - from) / step_ms + 1)};
}

Result<Window> plan_window(std::optional<std::int64_t> since_ms, std::optional<std::int64_t> until_ms,
                           std::int64_t now_ms) {
  const auto until = std::min(until_ms.value_or(now_ms), now_ms);
  const auto since = since_ms.value_or(until - default_span);
  if (until - since < shortest_span) {
    return fail_with_hint(ErrorKind::usage,
                          "Give --since at least 5 minutes before --until; an hour before the trouble began is best.",
                          "the window is shorter than 5 minutes, or in the future");
  }
  const auto fits = std::find_if(resolutions.begin(), resolutions.end(),
                                 [&](const auto& each) { return until - since <= each.longest_span; });
  if (fits == resolutions.end()) return fail(ErrorKind::usage, "the window is longer than 5 days");
  Window window{down_to(since, fits->step), down_to(until, fits->step), fits->step, {}};
  window.chunks = chunks_of(window.from_ms, window.to_ms, fits->request_span);
  return window;
}

std::int64_t default_until(const std::vector<coroot::IncidentEntry>& incidents, std::int64_t now_ms) {
  std::optional<std::int64_t> newest;
  for (const auto& incident : incidents) {
    if (!incident.resolved_at_ms) newest = std::max(newest.value_or(0), incident.opened_at_ms);
  }
  return newest ? std::min(now_ms, *newest + opening_delay) : now_ms;
}

bool may_begin_before(const Window& window, const coroot::IncidentEntry& incident) {
  return lasts_into(window, incident) && incident.opened_at_ms - opening_delay < window.from_ms;
}

std::optional<std::int64_t> healthier_since(const Window& window, const std::vector<coroot::IncidentEntry>& incidents) {
  std::optional<std::int64_t> newest;
  for (const auto& incident : incidents) {
    if (!lasts_into(window, incident)) continue;
    if (!may_begin_before(window, incident)) return std::nullopt;
    newest = std::max(newest.value_or(0), incident.opened_at_ms);
  }
  if (!newest) return std::nullopt;
  const auto since = *newest - opening_delay - healthy_span;
  return window.to_ms - since <= longest_extended_span ? std::optional(since) : std::nullopt;
}

}  // namespace corootctl::collect
