#include "rca/blame/gaps.hpp"

#include <algorithm>
#include <cmath>

#include "rca/constants.hpp"
#include "rca/measure/statistics.hpp"

namespace corootctl::rca {
namespace {

/// How much speaks for the end of a call that other calls share, 0..1; one half while there are none.
double share_of(const Beside& calls) { return (calls.bad + 0.5) / (calls.good + calls.bad + 1); }

/// Of the app's calls in one direction, counted once.
const Beside& count_of(const Case& item, std::size_t app, std::vector<std::optional<Beside>>& counted,
                       const std::vector<std::size_t>& calls) {
  if (!counted[app]) {
    counted[app] = Beside{};
    for (const std::size_t call : calls)
      if (item.measured.calls[call].latency.measured) ++(has_gap(item, call) ? counted[app]->bad : counted[app]->good);
  }
  return *counted[app];
}

/// An app's way out shows on all calls it makes, its way in on all it gets, and what is wrong with its network as such
/// on both.
double speaks_for(const Case& item, std::size_t app, std::size_t call, GapCounts& counts) {
  const bool caller = item.world->calls[call].from == app;
  const Beside& leaving = count_of(item, app, counts.leaving, item.world->outgoing[app]);
  const Beside& entering = count_of(item, app, counts.entering, item.world->incoming[app]);
  Beside same = caller ? leaving : entering;
  if (item.measured.calls[call].latency.measured) --(has_gap(item, call) ? same.bad : same.good);
  const Beside& other = caller ? entering : leaving;
  return std::max(share_of(same), share_of({same.good + other.good, same.bad + other.bad}));
}

}  // namespace

GapCounts::GapCounts(const Case& item) : leaving(item.world->apps.size()), entering(item.world->apps.size()) {}

double caller_part(const Case& item, std::size_t call, GapCounts& counts) {
  const Call& ends = item.world->calls[call];
  if (external_end(item, ends)) return 0;
  const double caller = std::pow(speaks_for(item, ends.from, call, counts), constants::several);
  const double callee = std::pow(speaks_for(item, ends.to, call, counts), constants::several);
  return caller / (caller + callee);
}

bool has_gap(const Case& item, std::size_t call) {
  const CallState& state = item.measured.calls[call];
  if (const Change gap = gap_of_call(*item.world, item.window, call); gap.measured)
    return gap.outside && gap.mean_z >= constants::certain_z;
  const AppState& callee = item.measured.apps[item.world->calls[call].to];
  const Change& server = callee_latency(*item.world, item.measured, call);
  const double slower =
      (positive(state.latency.delta) - positive(server.measured ? server.delta : 0)) / state.latency.scale;
  const double failed =
      (positive(state.errors.delta) - positive(callee.errors.measured ? callee.errors.delta : 0)) / state.errors.scale;
  return (state.latency.measured && slower >= constants::certain_z) ||
         (state.errors.measured && failed >= constants::certain_z);
}

bool external_end(const Case& item, const Call& call) { return is_external(*item.world->apps[call.to]); }

Reason gap_reason(const Case& item, const std::vector<std::size_t>& calls) {
  Reason best;
  for (const std::size_t call : calls) {
    if (!has_gap(item, call)) continue;
    const CallState& state = item.measured.calls[call];
    for (const Change* change : {&state.latency, &state.errors})
      keep_stronger(best, {constants::most, 1, change->strength()}, *item.world, item.window,
                    item.world->id_of(item.world->calls[call]), *change);
  }
  return best;
}

}  // namespace corootctl::rca
