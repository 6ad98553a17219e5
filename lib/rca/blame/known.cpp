#include "rca/blame/known.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

#include "base/cores.hpp"
#include "rca/constants.hpp"

namespace corootctl::rca {
namespace {

/// The requests that went over a call, else all that its callee got; null when nobody counted them.
const signals::Series* requests_over(const World& world, std::size_t call) {
  const signals::Series* over = world.calls[call].edge->series.find("requests");
  return over != nullptr ? over : world.apps[world.calls[call].to]->series.find("requests");
}

/// What tells of a call's errors; null when nothing does.
const signals::Series* errors_over(const Case& item, std::size_t call) {
  const CallState& state = item.measured.calls[call];
  const Change& callee = item.measured.apps[item.world->calls[call].to].errors;
  if (state.errors.measured) return state.errors.series;
  return callee.measured ? callee.series : nullptr;
}

/// The same of its latency. A callee's quantile cannot be compared with the mean of its caller.
const signals::Series* latency_over(const Case& item, std::size_t call) {
  const CallState& state = item.measured.calls[call];
  for (const Change* change : {&state.latency, &state.server_latency})
    if (change->measured) return change->series;
  const Change& caller = item.measured.apps[item.world->calls[call].from].latency;
  const Change& callee = item.measured.apps[item.world->calls[call].to].latency;
  if (!callee.measured) return nullptr;
  const Change alike = callee_latency_alike(*item.world, item.measured, call);
  const bool same = caller.measured && caller.series->signal == alike.series->signal;
  return same || alike.series->signal == "latency_avg" ? alike.series : nullptr;
}

/// Share of the abnormal points at which the call's part in a currency was measured. What ended is known to have ended,
/// and where no request went there is nothing to measure.
double known_part(const Case& item, std::size_t call, bool errors) {
  if (item.measured.calls[call].ended || item.measured.apps[item.world->calls[call].to].lost_replicas()) return 1;
  const signals::Series* level = errors ? errors_over(item, call) : latency_over(item, call);
  const signals::Series* asked = requests_over(*item.world, call);
  double known = 0;
  for (std::size_t i = item.window.onset; i < item.window.end; ++i) {
    const bool quiet = asked != nullptr && i < asked->values.size() && asked->values[i] == 0;
    known += quiet || (level != nullptr && std::isfinite(level->values[i])) ? 1 : 0;
  }
  const double share = known / static_cast<double>(item.window.end - item.window.onset);
  return share > constants::most ? 1 : share;
}

/// Requests a second over a call in the abnormal window; nothing when nobody counted them.
std::optional<double> traffic_over(const Case& item, std::size_t call) {
  const signals::Series* asked = requests_over(*item.world, call);
  if (asked == nullptr || asked->values.size() < item.window.end) return std::nullopt;
  const std::span<const float> values(asked->values);
  const Mean mean = mean_of(values.subspan(item.window.onset, item.window.end - item.window.onset));
  return mean.count > 0 ? std::optional(mean.value) : std::nullopt;
}

/// What is hardly called explains little, so each call counts by its requests, where those of all were counted.
std::vector<double> weights_of(const Case& item, const std::vector<std::size_t>& calls) {
  std::vector<double> out;
  for (const std::size_t call : calls) {
    const std::optional<double> traffic = traffic_over(item, call);
    if (!traffic) return std::vector<double>(calls.size(), 1);
    out.push_back(*traffic);
  }
  return out;
}

KnownShares known_share(const Case& item, const std::vector<std::size_t>& calls) {
  const std::vector<double> weights = weights_of(item, calls);
  double all = 0;
  KnownShares known{};
  for (std::size_t i = 0; i < calls.size(); ++i) {
    all += weights[i];
    for (const bool errors : {false, true}) known[errors ? 1 : 0] += weights[i] * known_part(item, calls[i], errors);
  }
  return all > 0 ? KnownShares{known[0] / all, known[1] / all} : KnownShares{1, 1};
}

/// Blame that came over calls which nobody measured went where levels happened to be known. What else the same callers
/// call may be the cause as well: the known share of it, weighted by the blame that came; of all callers alike where
/// blame was not followed.
double rivals_known(const Case& item, std::size_t app, bool errors, const std::vector<KnownShares>& shares) {
  double all = 0;
  double known = 0;
  for (const std::size_t call : item.world->incoming[app]) {
    const double came = item.by_ground ? 1 : item.flow.through[call];
    if (came <= 0) continue;
    const CallState& state = item.measured.calls[call];
    const bool seen = errors ? state.errors.measured : state.latency.measured;
    all += came;
    known += came * (seen ? 1 : shares[item.world->calls[call].from][errors ? 1 : 0]);
  }
  return all > 0 ? known / all : 1;
}

}  // namespace

std::vector<KnownShares> known_shares(const Case& item) {
  std::vector<KnownShares> out(item.world->apps.size());
  visit_each(out.size(), item.world->threads,
             [&](std::size_t app) { out[app] = known_share(item, item.world->outgoing[app]); });
  return out;
}

double observed_share(const Case& item, std::size_t app, const std::vector<KnownShares>& shares) {
  const auto& calls = item.world->outgoing[app];
  const signals::App& subject = *item.world->apps[app];
  if (calls.empty() && !subject.observed && !is_external(subject)) return 0;  // whom it calls is not known either
  const bool errors = item.flow.own[app][1] > item.flow.own[app][0];
  return std::min(shares[app][errors ? 1 : 0], rivals_known(item, app, errors, shares));
}

}  // namespace corootctl::rca
