#include "rca/measure/measure.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/cores.hpp"
#include "rca/constants.hpp"

namespace corootctl::rca {
namespace {

/// The caller's share of the callee's requests, by the callers' own rates: without measurements on calls the best
/// guess.
double share_of_caller(const World& world, const Measured& measured, std::size_t call, bool after) {
  const Change& caller = measured.apps[world.calls[call].from].requests;
  const auto& [before_all, after_all] = measured.asked_by[world.calls[call].to];
  const double all = after ? after_all : before_all;
  return all > 0 ? (after ? caller.after : caller.before) / all : 1.0;
}

/// Calls per request before the onset, when there is no after.
double share_before(const Measured& measured, std::size_t call, const World& world) {
  const Change& caller = measured.apps[world.calls[call].from].requests;
  return caller.measured && caller.before > 0 ? measured.calls[call].requests.before / caller.before : 0;
}

std::vector<float> divide(std::span<const float> top, std::span<const float> bottom) {
  std::vector<float> out(std::min(top.size(), bottom.size()));
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = bottom[i] > 0 ? top[i] / bottom[i] : std::numeric_limits<float>::quiet_NaN();
  return out;
}

std::vector<float> subtract(std::span<const float> from, std::span<const float> what) {
  std::vector<float> out(std::min(from.size(), what.size()));
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = from[i] - what[i];
  return out;
}

/// Calls per request as a series; without rates on the call only when the callee has no other caller. Worse is down.
Change calls_made(const World& world, const Measured& measured, std::size_t call) {
  const Call& ends = world.calls[call];
  const signals::Series* caller = world.apps[ends.from]->series.find("requests");
  const signals::Series* calls = ends.edge->series.find("requests");
  if (calls == nullptr && world.incoming[ends.to].size() == 1) calls = world.apps[ends.to]->series.find("requests");
  if (caller == nullptr || calls == nullptr) return {};
  const std::vector<float> values = divide(calls->values, caller->values);
  const std::vector<float> reference = divide(calls->reference, caller->reference);
  return measure_samples({"calls per request", "calls per request", "", signals::Worse::down, signals::Role::traffic,
                          constants::worth_a_look, 0},
                         measured.window, {values, reference});
}

/// More calls resend and fail to connect more often on the best of networks: only what goes beyond counts.
void take_off_traffic(const Change& requests, Change& change) {
  if (!change.measured || !requests.measured || requests.before <= 0 || requests.after <= requests.before) return;
  const double explained = change.before * (requests.after / requests.before - 1);
  change.delta -= explained;
  change.mean_z -= explained / change.scale;
  change.peak_z -= explained / change.scale;
}

/// Points of a period, and those of them at which none of the series was measured.
struct Holes {
  double all = 0;
  double missing = 0;
};

Holes count_holes(const signals::SeriesBag& bag, std::vector<float> signals::Series::* period, std::size_t begin,
                  std::size_t end) {
  Holes out;
  for (std::size_t i = begin; i < end; ++i) {
    const bool seen = std::any_of(bag.all.begin(), bag.all.end(), [&](const signals::Series& series) {
      return i < (series.*period).size() && std::isfinite((series.*period)[i]);
    });
    out.all += 1;
    out.missing += seen ? 0 : 1;
  }
  return out;
}

/// The usual share of points at which nothing was measured, never 0: sparse data fall silent by chance.
double usual_holes(const Window& window, const signals::SeriesBag& bag) {
  std::size_t points = 0;
  for (const signals::Series& series : bag.all) points = std::max(points, series.reference.size());
  const Holes before = count_holes(bag, &signals::Series::values, window.usual_begin, window.onset);
  const Holes reference = count_holes(bag, &signals::Series::reference, 0, points);
  return (before.missing + reference.missing + 0.5) / (before.all + reference.all + 1);
}

}  // namespace

AppState measure_app(const World& world, const Window& window, const signals::App& app) {
  AppState out;
  out.latency = measure_change(world, window, service_level(app.series, "latency"));
  out.errors = measure_change(world, window, app.series.find("error_ratio"));
  out.requests = measure_change(world, window, app.series.find("requests"));
  out.ready = measure_change(world, window, app.series.find("instances_ready"));
  out.silent = app.observed && fell_silent(window, app.series);
  out.own_sli =
      app.observed && app.sli_source != signals::SliSource::client && (out.latency.measured || out.errors.measured);
  return out;
}

CallState measure_call(const World& world, const Window& window, const signals::SeriesBag& bag) {
  CallState out;
  const auto change = [&](const char* signal) { return measure_change(world, window, bag.find(signal)); };
  out.requests = change("requests");
  out.latency = measure_change(world, window, service_level(bag, "latency"));
  out.server_latency = change("server_latency_avg");
  out.errors = change("error_ratio");
  out.rtt = change("rtt");
  out.connect_time = change("connect_time");
  out.retransmits = change("retransmits");
  out.failed_connects = change("failed_connects");
  take_off_traffic(out.requests, out.retransmits);
  take_off_traffic(out.requests, out.failed_connects);
  out.ended = fell_silent(window, bag);
  return out;
}

Measured measure_world(const World& world, const Window& window) {
  Measured out;
  out.window = window;
  out.apps.resize(world.apps.size());
  visit_each(out.apps.size(), world.threads,
             [&](std::size_t app) { out.apps[app] = measure_app(world, window, *world.apps[app]); });
  out.calls.resize(world.calls.size());
  visit_each(out.calls.size(), world.threads,
             [&](std::size_t call) { out.calls[call] = measure_call(world, window, world.calls[call].edge->series); });
  out.asked_by.assign(world.apps.size(), {0, 0});
  for (const Call& call : world.calls) count_caller(call, out);
  return out;
}

void count_caller(const Call& call, Measured& measured) {
  const Change& caller = measured.apps[call.from].requests;
  measured.asked_by[call.to][0] += caller.before;
  measured.asked_by[call.to][1] += caller.after;
}

CallRatio calls_per_request(const World& world, const Measured& measured, std::size_t call) {
  const AppState& caller = measured.apps[world.calls[call].from];
  const AppState& callee = measured.apps[world.calls[call].to];
  const Change& requests = measured.calls[call].requests;
  if (!caller.requests.measured || caller.requests.before <= 0 || caller.requests.after <= 0) return {1, 1, false};
  if (measured.calls[call].ended) return {share_before(measured, call, world), 0, true};
  if (requests.measured)
    return {requests.before / caller.requests.before, requests.after / caller.requests.after, true};
  if (!callee.requests.measured) return {1, 1, false};
  const double before = callee.requests.before * share_of_caller(world, measured, call, false) / caller.requests.before;
  const double after = callee.requests.after * share_of_caller(world, measured, call, true) / caller.requests.after;
  return {before, after, false};
}

Change gap_of_call(const World& world, const Window& window, std::size_t call) {
  const signals::SeriesBag& bag = world.calls[call].edge->series;
  const signals::Series* seen = bag.find("latency_avg");
  const signals::Series* sent = bag.find("server_latency_avg");
  if (seen == nullptr || sent == nullptr) return {};
  const std::vector<float> values = subtract(seen->values, sent->values);
  const std::vector<float> reference = subtract(seen->reference, sent->reference);
  return measure_samples(world.describe(seen->signal), window, {values, reference});
}

const Change& callee_latency(const World& world, const Measured& measured, std::size_t call) {
  const CallState& state = measured.calls[call];
  return state.server_latency.measured ? state.server_latency : measured.apps[world.calls[call].to].latency;
}

Change callee_latency_alike(const World& world, const Measured& measured, std::size_t call) {
  const Change& usual = callee_latency(world, measured, call);
  const Change& caller = measured.apps[world.calls[call].from].latency;
  const auto& [from, to, edge] = world.calls[call];
  const bool other = caller.measured && usual.measured && usual.series == measured.apps[to].latency.series &&
                     usual.series->signal != caller.series->signal;
  if (!other) return usual;
  const Change alike = measure_change(world, measured.window, world.apps[to]->series.find(caller.series->signal));
  return alike.measured ? alike : usual;
}

double early_exits(const World& world, const Measured& measured, std::size_t app) {
  double best = 0;
  for (const std::size_t call : world.outgoing[app]) {
    const CallState& state = measured.calls[call];
    const AppState& callee = measured.apps[world.calls[call].to];
    if (callee.lost_replicas() || (state.failed_connects.measured && state.failed_connects.certainty() > 0)) continue;
    const Change change = calls_made(world, measured, call);
    if (!change.measured || !change.outside || change.before <= 0 || change.certainty() <= 0) continue;
    best = std::max(best, std::min(1.0, change.delta / change.before));
  }
  return best >= constants::a_part ? best : 0;
}

bool fell_silent(const Window& window, const signals::SeriesBag& bag) {
  const std::size_t from = window.onset > constants::recent_points ? window.onset - constants::recent_points : 0;
  const std::size_t tail = window.onset + (window.end - window.onset) / 2;
  bool before = false;
  for (const signals::Series& series : bag.all) {
    const std::span<const float> values(series.values);
    if (mean_of(values.subspan(tail, window.end - tail)).count > 0) return false;
    before = before || mean_of(values.subspan(from, window.onset - from)).count >= constants::fewest_points;
  }
  return before && std::pow(usual_holes(window, bag), static_cast<double>(window.end - tail)) < constants::negligible;
}

bool network_got_worse(const CallState& call) {
  const auto strong = [](const Change& change) {
    return change.outside && change.peak_z >= constants::chance_z && change.certainty() > 0;
  };
  return strong(call.rtt) || strong(call.connect_time) || strong(call.retransmits) || strong(call.failed_connects);
}

}  // namespace corootctl::rca
