#include "collect/period.hpp"

#include <algorithm>
#include <array>

#include "base/time.hpp"
#include "hub/names.hpp"

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

bool lasts_into(const Period& period, const coroot::IncidentEntry& incident) {
  return incident.opened_at_ms < period.to_ms && incident.resolved_at_ms.value_or(period.to_ms) > period.from_ms;
}

std::vector<Chunk> chunks_of(std::int64_t from, std::int64_t to, std::int64_t span) {
  std::vector<Chunk> chunks;
  for (auto end = to; end > from; end -= span) chunks.push_back({std::max(from, end - span), end});
  std::reverse(chunks.begin(), chunks.end());
  return chunks;
}

std::optional<std::string> warning_of_late_start(const Period& period,
                                                 const std::vector<coroot::IncidentEntry>& incidents) {
  const auto late = std::find_if(incidents.begin(), incidents.end(),
                                 [&](const auto& each) { return may_begin_before(period, each); });
  if (late == incidents.end()) return std::nullopt;
  return "incident " + late->key +
         " may have begun before the window: without healthy time to compare with, its cause is hard to see; "
         "begin an hour before the incident did, or leave --since out";
}

}  // namespace

signals::Grid grid_of(const Period& period, std::int64_t step_ms) {
  const auto from = down_to(period.from_ms, step_ms);
  return {from, step_ms, static_cast<std::size_t>((period.to_ms - from) / step_ms + 1)};
}

Result<Period> plan_period(std::optional<std::int64_t> since_ms, std::optional<std::int64_t> until_ms,
                           std::int64_t now_ms) {
  const auto until = std::min(until_ms.value_or(now_ms), now_ms);
  const auto since = since_ms.value_or(until - default_span);
  if (until - since < shortest_span) {
    return fail_with_hint(ErrorKind::usage,
                          "Give --since at least 5 minutes before --until; an hour before the incident began is best.",
                          "the window is shorter than 5 minutes, or in the future");
  }
  const auto fits = std::find_if(resolutions.begin(), resolutions.end(),
                                 [&](const auto& each) { return until - since <= each.longest_span; });
  if (fits == resolutions.end()) return fail(ErrorKind::usage, "the window is longer than 5 days");
  Period period{down_to(since, fits->step), down_to(until, fits->step), fits->step, {}};
  period.chunks = chunks_of(period.from_ms, period.to_ms, fits->request_span);
  return period;
}

std::int64_t default_until(const std::vector<coroot::IncidentEntry>& incidents, std::int64_t now_ms) {
  std::optional<std::int64_t> newest;
  for (const auto& incident : incidents) {
    if (!incident.resolved_at_ms) newest = std::max(newest.value_or(0), incident.opened_at_ms);
  }
  return newest ? std::min(now_ms, *newest + opening_delay) : now_ms;
}

bool may_begin_before(const Period& period, const coroot::IncidentEntry& incident) {
  return lasts_into(period, incident) && incident.opened_at_ms - opening_delay < period.from_ms;
}

std::optional<std::int64_t> healthier_since(const Period& period, const std::vector<coroot::IncidentEntry>& incidents) {
  std::optional<std::int64_t> newest;
  for (const auto& incident : incidents) {
    if (!lasts_into(period, incident)) continue;
    if (!may_begin_before(period, incident)) return std::nullopt;
    newest = std::max(newest.value_or(0), incident.opened_at_ms);
  }
  if (!newest) return std::nullopt;
  const auto since = *newest - opening_delay - healthy_span;
  return period.to_ms - since <= longest_extended_span ? std::optional(since) : std::nullopt;
}

Result<PeriodChoice> choose_period(const CollectRequest& request, const std::vector<coroot::IncidentEntry>& incidents) {
  PeriodChoice out;
  auto meant = incidents;
  if (!request.incident.empty()) {
    CTL_PASS(out.incident, hub::find_incident(incidents, request.incident));
    meant = {*out.incident};
  }
  auto until = request.until_ms;
  if (!until && (out.incident || !request.since_ms)) until = default_until(meant, request.now_ms);
  CTL_PASS(out.period, plan_period(request.since_ms, until, request.now_ms));
  if (!request.since_ms) return out;
  // Somebody who asks for "the last half hour" of an older outage would else be told that all is as usual.
  if (const auto since = healthier_since(out.period, meant)) {
    CTL_PASS(out.period, plan_period(since, until, request.now_ms));
    out.warnings.push_back("the incident is older than --since: data are read from " + format_time(out.period.from_ms) +
                           " on, which has an hour to compare with");
  }
  if (auto late = warning_of_late_start(out.period, meant)) out.warnings.push_back(*std::move(late));
  return out;
}

}  // namespace corootctl::collect
