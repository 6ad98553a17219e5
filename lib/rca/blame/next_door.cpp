#include "rca/blame/next_door.hpp"

#include <algorithm>

#include "rca/constants.hpp"

namespace corootctl::rca {
namespace {

/// How well a change fits trouble that began at `begun_ms`: 1 up to a fifth of the reach before it, and less and less
/// until the reach; 0 after it.
double fit_of(const Window& window, const signals::Event& event, std::int64_t begun_ms) {
  if (!is_change(event.kind) || event.at_ms > begun_ms + window.step_ms) return 0;
  const auto age = static_cast<double>(std::max<std::int64_t>(0, begun_ms - event.at_ms));
  const double left = 1 - age / static_cast<double>(constants::blamed_change_reach_ms);
  return std::clamp(left / constants::nearly_all, 0.0, 1.0);
}

struct Fit {
  std::size_t call = 0;
  const signals::Event* change = nullptr;
  double share = 0;
};

/// The latest fitting change of an app; share 0 when there is none.
Fit latest_change(const Case& item, std::size_t app, std::int64_t begun_ms) {
  Fit out;
  for (const signals::Event* event : item.world->events_of[app])
    if (const double fit = fit_of(item.window, *event, begun_ms); fit > 0) out = {0, event, fit};
  return out;
}

/// Among what the app calls: the change that fits best, of several the latest.
Fit best_next_door(const Case& item, std::size_t app, std::int64_t begun_ms) {
  Fit best;
  for (const std::size_t call : item.world->outgoing[app]) {
    Fit one = latest_change(item, item.world->calls[call].to, begun_ms);
    one.call = call;
    if (one.share > best.share || (one.share > 0 && one.share == best.share && one.change->at_ms > best.change->at_ms))
      best = one;
  }
  return best;
}

/// What speaks for the app itself: a reason of its own, or a change that fits as well.
bool has_own_cause(const Case& item, std::size_t app, std::int64_t begun_ms) {
  return latest_change(item, app, begun_ms).share > 0 ||
         strongest_internal(*item.world, item.measured, app) >= constants::a_part;
}

}  // namespace

void blame_changes_next_door(Case& item) {
  if (item.world->events.empty()) return;
  const Flow before = item.flow;
  for (std::size_t app = 0; app < item.world->apps.size(); ++app) {
    if (before.blame_of(app) < constants::negligible) continue;
    const std::int64_t begun_ms = item.window.time_of(symptom_of(item.window, item.measured.apps[app]));
    const Fit fit = best_next_door(item, app, begun_ms);
    if (fit.share <= 0 || has_own_cause(item, app, begun_ms)) continue;
    const std::size_t callee = item.world->calls[fit.call].to;
    double all = 0;
    for (const Currency currency : {Currency::latency, Currency::errors}) {
      const auto index = static_cast<std::size_t>(currency);
      const double kind = currency == Currency::errors ? constants::handed_on : constants::a_part;
      const double moved = kind * fit.share * before.own[app][index];
      item.flow.own[app][index] -= moved;
      item.flow.own[callee][index] += moved;
      item.flow.passing[callee][index] += moved;
      item.flow.through[fit.call] += moved;
      all += moved;
    }
    item.next_door.push_back({app, callee, fit.change, fit.share, all});
  }
}

}  // namespace corootctl::rca
