#include "rca/blame/unmeasured.hpp"

#include <algorithm>

#include "rca/constants.hpp"
#include "rca/names.hpp"

namespace corootctl::rca {
namespace {

const Change& level_in(const AppState& state, std::size_t currency) {
  return currency == static_cast<std::size_t>(Currency::errors) ? state.errors : state.latency;
}

bool suffers(const Change& level) { return level.outside && level.certainty() > 0; }

/// An app of ours that would measure itself.
bool measures_itself(const signals::App& app) {
  return app.observed && !is_external(app) && app.sli_source != signals::SliSource::client;
}

bool is_lost(const Case& item, std::size_t app, std::size_t currency) {
  return !level_in(item.measured.apps[app], currency).measured;
}

/// Its level speaks against it; where that was lost, its other level or what another caller of it suffers.
bool spoken_against(const Case& item, std::size_t app, std::size_t caller, std::size_t currency) {
  const AppState& state = item.measured.apps[app];
  if (!is_lost(item, app, currency)) return suffers(level_in(state, currency));
  if (suffers(state.latency) || suffers(state.errors)) return true;
  const auto& calls = item.world->incoming[app];
  return std::any_of(calls.begin(), calls.end(), [&](std::size_t call) {
    const std::size_t other = item.world->calls[call].from;
    return other != caller && suffers(level_in(item.measured.apps[other], currency));
  });
}

/// Who may take blame over, each once.
using Heirs = std::vector<std::size_t>;

void consider(const Case& item, std::size_t app, std::size_t caller, std::size_t currency, Heirs& out) {
  if (!measures_itself(*item.world->apps[app]) || !spoken_against(item, app, caller, currency)) return;
  if (std::find(out.begin(), out.end(), app) == out.end()) out.push_back(app);
}

/// Apps that may stand behind an endpoint: what else its callers call, but nobody who waits for the endpoint itself.
Heirs behind_endpoint(const Case& item, std::size_t endpoint, std::size_t currency) {
  Heirs out;
  const std::vector<bool> waiting = follow_calls(*item.world, {endpoint}, Direction::to_callers);
  for (const std::size_t came : item.world->incoming[endpoint]) {
    const std::size_t caller = item.world->calls[came].from;
    for (const std::size_t call : item.world->outgoing[caller])
      if (const std::size_t app = item.world->calls[call].to; !waiting[app]) consider(item, app, caller, currency, out);
  }
  return out;
}

/// Callees whose part nobody measured, at neither end.
Heirs lost_callees(const Case& item, std::size_t app, std::size_t currency) {
  Heirs out;
  for (const std::size_t call : item.world->outgoing[app]) {
    const CallState& state = item.measured.calls[call];
    const bool seen = currency == static_cast<std::size_t>(Currency::errors)
                          ? state.errors.measured
                          : state.latency.measured || state.server_latency.measured;
    const std::size_t callee = item.world->calls[call].to;
    if (!seen && is_lost(item, callee, currency)) consider(item, callee, app, currency, out);
  }
  return out;
}

/// Most of what stayed at the app goes to its heirs alike.
void hand_on(Case& item, std::size_t app, std::size_t currency, double stayed) {
  const bool endpoint = is_external(*item.world->apps[app]) && !item.measured.apps[app].own_sli;
  const Heirs heirs = endpoint ? behind_endpoint(item, app, currency) : lost_callees(item, app, currency);
  if (heirs.empty()) return;
  const double moved = constants::handed_on * stayed;
  item.flow.own[app][currency] -= moved;
  for (const std::size_t heir : heirs) {
    const double part = moved / static_cast<double>(heirs.size());
    item.flow.own[heir][currency] += part;
    item.flow.passing[heir][currency] += part;
    if (is_lost(item, heir, currency)) item.inferred[heir] += part;
  }
}

}  // namespace

void blame_unmeasured(Case& item) {
  const auto stayed = item.flow.own;
  item.inferred.assign(stayed.size(), 0);
  for (std::size_t app = 0; app < stayed.size(); ++app)
    for (std::size_t currency = 0; currency < currencies; ++currency)
      if (stayed[app][currency] >= constants::negligible) hand_on(item, app, currency, stayed[app][currency]);
}

}  // namespace corootctl::rca
