#include "rca/blame/flow.hpp"

#include <algorithm>

#include "rca/blame/evidence.hpp"
#include "rca/constants.hpp"
#include "rca/measure/statistics.hpp"

namespace corootctl::rca {
namespace {

/// The growth of the latency `change`, as a factor.
double growth(const Change& change) { return change.measured && change.before > 0 ? change.after / change.before : 1; }

/// The callee's part of what its caller saw. Two measurements of the same calls are never quite alike: a small rest is
/// the network's only when the network's own signals say so.
double part_of_callee(double sent, double seen, const CallState& call) {
  const double part = std::clamp(sent / seen, 0.0, 1.0);
  return network_got_worse(call) ? part : std::min(1.0, part / (1 - constants::worth_a_look));
}

/// How much of a caller-side latency change the callee itself explains, 0..1.
double callee_part_of_latency(const World& world, const Measured& measured, std::size_t call) {
  const CallState& state = measured.calls[call];
  const AppState& callee = measured.apps[world.calls[call].to];
  const double seen = positive(state.latency.delta);
  if (seen <= 0) return 1;
  if (state.server_latency.measured || (callee.own_sli && callee.latency.measured)) {
    const Change& server = callee_latency(world, measured, call);
    return part_of_callee(positive(server.delta) * same_points(measured.window, state.latency, server), seen, state);
  }
  // Nobody measured at the callee. Round trips that got longer are the network's part, the rest is behind the edge.
  if (!state.rtt.measured) return 1;
  return 1 - std::clamp(constants::several * state.rtt.excess() / seen, 0.0, 1.0);
}

void add(std::vector<Outlet>& list, std::size_t call, Currency currency, double amount) {
  if (amount > 0) list.push_back({call, currency, amount});
}

/// An app's errors as far as they are certain. Where nobody counts them, requests that ended early are the trace they
/// leave.
double error_excess(const World& world, const Measured& measured, std::size_t app) {
  const Change& errors = measured.apps[app].errors;
  return errors.measured ? errors.excess() : early_exits(world, measured, app);
}

/// The time of calls that were made again because they failed.
void split_retries(const CallState& state, const CallRatio& ratio, std::size_t call, Split& out) {
  if (!ratio.measured || ratio.after < constants::grown * ratio.before || state.requests.certainty() <= 0) return;
  const bool retried = state.errors.certainty() > 0;  // else the caller changed its mind: its own time
  if (retried) add(out.callees, call, Currency::errors, (ratio.after - ratio.before) * positive(state.latency.before));
}

/// Seconds per request of the caller that this call costs more than before. `mixed`: mixes_statistics of the caller.
void split_call_latency(const World& world, const Measured& measured, std::size_t call, bool mixed, Split& out) {
  const CallState& state = measured.calls[call];
  const CallRatio ratio = calls_per_request(world, measured, call);
  const Change& caller = measured.apps[world.calls[call].from].latency;
  const auto cost = [&](const Change& latency) {
    return latency.excess() * ratio.after * same_points(measured.window, caller, latency);
  };
  if (!state.latency.measured) {
    add(out.callees, call, Currency::latency, cost(callee_latency_alike(world, measured, call)));
    return;
  }
  if (const Change gap = gap_of_call(world, measured.window, call); gap.measured && state.server_latency.measured) {
    const double between = gap.excess() * ratio.after;
    const double longer =
        state.server_latency.excess() * ratio.after * same_points(measured.window, caller, state.server_latency);
    const bool network = network_got_worse(state) || between > constants::worth_a_look * (between + longer);
    add(out.callees, call, Currency::latency, longer + (network ? 0 : between));
    add(out.links, call, Currency::latency, network ? between : 0);
    return split_retries(state, ratio, call, out);
  }
  const double slower = cost(state.latency);
  if (mixed) add(out.callees, call, Currency::latency, cost(measured.apps[world.calls[call].to].latency) - slower);
  const double part = callee_part_of_latency(world, measured, call);
  add(out.callees, call, Currency::latency, slower * part);
  add(out.links, call, Currency::latency, slower * (1 - part));
  split_retries(state, ratio, call, out);
}

/// Errors that the caller saw and the callee did not send: its replicas were gone, it was too slow, or the network
/// failed.
void split_lost_calls(const World& world, const Measured& measured, std::size_t call, double amount, Split& out) {
  const AppState& callee = measured.apps[world.calls[call].to];
  const CallState& state = measured.calls[call];
  if (!callee.own_sli) {
    const bool timed_out = state.latency.certainty() > constants::most && growth(state.latency) >= constants::several;
    const double part = network_got_worse(state) && state.retransmits.peak_z > constants::abnormal_z ? 1.0 : 0.0;
    add(out.links, call, Currency::errors, amount * part);
    add(out.callees, call, timed_out ? Currency::latency : Currency::errors, amount * (1 - part));
    return;
  }
  const Change& server = callee_latency(world, measured, call);
  const bool slow = server.certainty() > constants::most && growth(server) >= constants::several;
  const double by_callee = slow ? callee_part_of_latency(world, measured, call) : 0.0;
  add(out.callees, call, Currency::latency, amount * by_callee);
  add(out.links, call, Currency::errors, amount * (1 - by_callee));
}

/// Calls that were not made any more because no connection came about: the callee's replicas were gone, or the network.
void split_missing_calls(const World& world, const Measured& measured, std::size_t call, const CallRatio& ratio,
                         Split& out) {
  const CallState& state = measured.calls[call];
  const AppState& callee = measured.apps[world.calls[call].to];
  const double missing = ratio.measured ? positive(ratio.before - ratio.after) : 0;
  if (missing < constants::hardly * ratio.before) return;
  const bool refused = state.failed_connects.measured && state.failed_connects.outside &&
                       state.failed_connects.peak_z > constants::abnormal_z;
  if (callee.lost_replicas() || callee.silent)
    add(out.callees, call, Currency::errors, missing);
  else if (refused)
    add(out.links, call, Currency::errors, missing);
}

void split_call_errors(const World& world, const Measured& measured, std::size_t call, Split& out) {
  const CallState& state = measured.calls[call];
  const AppState& callee = measured.apps[world.calls[call].to];
  const CallRatio ratio = calls_per_request(world, measured, call);
  split_missing_calls(world, measured, call, ratio, out);
  if (!state.errors.measured) {
    add(out.callees, call, Currency::errors, error_excess(world, measured, world.calls[call].to) * ratio.after);
    return;
  }
  const double seen = state.errors.excess();
  const double theirs = callee.errors.excess() * same_points(measured.window, state.errors, callee.errors);
  const double sent = callee.own_sli && seen > 0 ? seen * part_of_callee(theirs, seen, state) : 0;
  add(out.callees, call, Currency::errors, sent * ratio.after);
  split_lost_calls(world, measured, call, (seen - sent) * ratio.after, out);
}

double app_excess(const World& world, const Measured& measured, std::size_t app, Currency currency) {
  if (currency == Currency::errors) return error_excess(world, measured, app);
  double sum = 0;  // latency as the callees of a call measured it adds up with what the calls say
  double weight = 0;
  for (const std::size_t call : world.incoming[app]) {
    const CallState& state = measured.calls[call];
    if (!state.server_latency.measured) continue;
    const double rate = state.requests.measured ? state.requests.after : 1;
    sum += rate * state.server_latency.excess() *
           same_points(measured.window, measured.apps[app].latency, state.server_latency);
    weight += rate;
  }
  return weight > 0 ? sum / weight : measured.apps[app].latency.excess();
}

/// How well a slow call matches its caller's own trouble: its size where the shapes agree, else 0.
double match_of(const World& world, const Measured& measured, std::size_t call) {
  const Change& caller = measured.apps[world.calls[call].from].latency;
  const Change& callee = measured.calls[call].latency;
  if (!callee.measured || callee.peak_z < constants::chance_z || callee.certainty() < 1) return 0;
  if (callee.delta < constants::most * caller.delta) return 0;
  const Window& window = measured.window;
  const std::size_t begin = window.onset > constants::recent_points ? window.onset - constants::recent_points : 0;
  const auto part = [&](const Change& change) {
    return std::span<const float>(change.series->values).subspan(begin, window.end - begin);
  };
  const double like = correlation(part(caller), part(callee));
  return like >= constants::nearly_all ? callee.delta * like : 0;
}

/// Hands most of an unexplained own part to the calls that went wrong in the same way at the same time.
void share_coincidence(const World& world, const Measured& measured, std::size_t app, Split& out) {
  if (!measured.apps[app].latency.measured || out.own < constants::a_part * out.total) return;
  std::vector<Outlet> alike;
  double sum = 0;
  for (const std::size_t call : world.outgoing[app])
    if (const double match = match_of(world, measured, call); match > 0) {
      alike.push_back({call, Currency::latency, match});
      sum += match;
    }
  if (alike.empty() || strongest_internal(world, measured, app) >= constants::a_part) return;
  const double moved = (1 - constants::worth_a_look) * out.own;
  for (const Outlet& outlet : alike) {
    const double part = callee_part_of_latency(world, measured, outlet.call);
    add(out.callees, outlet.call, Currency::latency, moved * part * outlet.amount / sum);
    add(out.links, outlet.call, Currency::latency, moved * (1 - part) * outlet.amount / sum);
  }
  out.own -= moved;
}

/// Blame on its way: what waits at each app, and how much in all.
struct Round {
  std::vector<std::array<double, currencies>> mass;
  double moving = 0;
};

struct Arrival {
  std::size_t app = 0;
  std::size_t currency = 0;
  double mass = 0;
};

/// Divides what arrived at an app along its split: a part stays, the rest goes on in the next round.
void spread(const World& world, Flow& flow, const Arrival& arrival, Round& next) {
  const auto [app, currency, mass] = arrival;
  const Split& split = flow.splits[app][currency];
  const double sum = split.sum();
  if (sum <= 0) {
    flow.own[app][currency] += mass;
    return;
  }
  flow.own[app][currency] += mass * split.own / sum;
  for (const Outlet& link : split.links) {
    flow.links[link.call] += mass * link.amount / sum;
    flow.through[link.call] += mass * link.amount / sum;
  }
  for (const Outlet& callee : split.callees) {
    const double part = mass * callee.amount / sum;
    next.mass[world.calls[callee.call].to][static_cast<std::size_t>(callee.currency)] += part;
    flow.through[callee.call] += part;
    next.moving += part;
  }
}

Flow empty_flow(const World& world) {
  Flow flow;
  flow.splits.resize(world.apps.size());
  flow.passing.assign(world.apps.size(), {0, 0});
  flow.own.assign(world.apps.size(), {0, 0});
  flow.links.assign(world.calls.size(), 0);
  flow.through.assign(world.calls.size(), 0);
  return flow;
}

}  // namespace

double Split::sum() const {
  double out = own;
  for (const Outlet& outlet : callees) out += outlet.amount;
  for (const Outlet& outlet : links) out += outlet.amount;
  return out;
}

bool mixes_statistics(const World& world, const Measured& measured, std::size_t app) {
  const Change& own = measured.apps[app].latency;
  if (!own.measured) return false;
  return std::any_of(world.outgoing[app].begin(), world.outgoing[app].end(), [&](std::size_t call) {
    const Change& seen = measured.calls[call].latency;
    if (!seen.measured && measured.calls[call].server_latency.measured) return false;
    const Change latency = seen.measured ? seen : callee_latency_alike(world, measured, call);
    return latency.measured && latency.series->signal != own.series->signal;
  });
}

Split split_app(const World& world, const Measured& measured, std::size_t app, Currency currency) {
  Split out;
  const bool mixed = currency == Currency::latency && mixes_statistics(world, measured, app);
  for (const std::size_t call : world.outgoing[app]) {
    if (currency == Currency::latency)
      split_call_latency(world, measured, call, mixed, out);
    else
      split_call_errors(world, measured, call, out);
  }
  out.total = app_excess(world, measured, app, currency);
  const double explained = out.sum();
  out.own = positive(out.total - explained);
  if (mixed && explained > 0) out.own *= constants::a_part;
  if (currency == Currency::latency) share_coincidence(world, measured, app, out);
  if (explained > 0 && out.own < constants::hardly * out.total) out.own = 0;
  return out;
}

Flow run_flow(const World& world, const Measured& measured, const std::vector<Source>& sources) {
  Flow flow = empty_flow(world);
  std::vector<std::array<bool, currencies>> split_done(world.apps.size(), {false, false});
  Round round{flow.own, 1};
  for (const Source& source : sources)
    round.mass[source.app][static_cast<std::size_t>(source.currency)] += source.weight;
  for (int hop = 0; hop < constants::most_hops && round.moving > constants::negligible; ++hop) {
    Round next{std::vector<std::array<double, currencies>>(world.apps.size(), {0, 0}), 0};
    for (std::size_t app = 0; app < world.apps.size(); ++app)
      for (std::size_t currency = 0; currency < currencies; ++currency) {
        const double mass = round.mass[app][currency];
        if (mass <= 0) continue;
        if (!split_done[app][currency])
          flow.splits[app][currency] = split_app(world, measured, app, static_cast<Currency>(currency));
        split_done[app][currency] = true;
        flow.passing[app][currency] += mass;
        spread(world, flow, {app, currency, mass}, next);
      }
    round = std::move(next);
  }
  for (std::size_t app = 0; app < world.apps.size(); ++app)  // what a cycle kept moving stays where it is
    for (std::size_t currency = 0; currency < currencies; ++currency)
      flow.own[app][currency] += round.mass[app][currency];
  return flow;
}

}  // namespace corootctl::rca
