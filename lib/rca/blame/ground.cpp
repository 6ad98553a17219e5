#include "rca/blame/ground.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rca/constants.hpp"

namespace corootctl::rca {
namespace {

/// Request-seconds that calls took, and their number, point by point; NaN where a busy call has no latency.
struct Busy {
  std::vector<double> seconds{};
  std::vector<double> requests{};
};

using Period = std::vector<float> signals::Series::*;

/// Adds one call's time; false when the call was never measured.
bool add_call_time(const signals::SeriesBag& bag, const char* latency, Period period, Busy& out) {
  const signals::Series* rate = bag.find("requests");
  const signals::Series* time = bag.find(latency);
  if (rate == nullptr || time == nullptr) return false;
  const std::vector<float>& rates = rate->*period;
  const std::vector<float>& times = time->*period;
  for (std::size_t i = 0; i < out.seconds.size(); ++i) {
    const bool quiet = i < rates.size() && rates[i] == 0;
    const bool known = i < rates.size() && i < times.size() && std::isfinite(rates[i]) && std::isfinite(times[i]);
    if (quiet) continue;
    out.seconds[i] += known ? static_cast<double>(rates[i]) * static_cast<double>(times[i])
                            : std::numeric_limits<double>::quiet_NaN();
    out.requests[i] += known ? static_cast<double>(rates[i]) : 0;
  }
  return true;
}

Busy nothing(std::size_t points) { return {std::vector<double>(points, 0), std::vector<double>(points, 0)}; }

/// What came to the app over measured calls. Its own count of requests does not go with calls that were sampled.
bool add_arrivals(const World& world, std::size_t app, Period period, Busy& out) {
  for (const std::size_t call : world.incoming[app])
    if (!add_call_time(world.calls[call].edge->series, "server_latency_avg", period, out)) return false;
  return !world.incoming[app].empty();
}

/// Own time per request at each point of a period; empty when it cannot be told.
std::vector<float> own_times(const World& world, std::size_t app, Period period, std::size_t points) {
  Busy came = nothing(points);
  Busy went = nothing(points);
  if (!add_arrivals(world, app, period, came)) return {};
  for (const std::size_t call : world.outgoing[app])
    if (!add_call_time(world.calls[call].edge->series, "latency_avg", period, went)) return {};
  std::vector<float> out(points, std::numeric_limits<float>::quiet_NaN());
  for (std::size_t i = 0; i < points; ++i)
    if (came.requests[i] > 0) out[i] = static_cast<float>((came.seconds[i] - went.seconds[i]) / came.requests[i]);
  return out;
}

double rate_of(const Change& requests) { return requests.measured ? positive(requests.after) : 0; }

double arrivals_at(const Case& item, std::size_t app) {
  double sum = 0;
  for (const std::size_t call : item.world->incoming[app]) sum += rate_of(item.measured.calls[call].requests);
  return sum > 0 ? sum : rate_of(item.measured.apps[app].requests);
}

/// The excess where it is beyond chance, 0 elsewhere. One of very many comparisons reaches some deviations by chance,
/// and few usual points say little about their spread, so beside them it takes more (as for Student's t). A mean over
/// few requests, `asked` a second, moves by itself by about its own size over their root.
double sure_excess(const Window& window, const Change& change, double asked) {
  if (!change.measured || !change.outside) return 0;
  const double few = 1 + constants::few_points / static_cast<double>(change.known);
  const double counted = std::max(1.0, asked * static_cast<double>(window.step_ms) / 1000);
  const double scale = std::max(change.scale, std::abs(change.before) / std::sqrt(counted));
  return change.delta >= constants::chance_z * few * scale ? change.delta : 0;
}

/// Errors of an app that its callees did not send.
double own_errors(const Case& item, std::size_t app) {
  double out = sure_excess(item.window, item.measured.apps[app].errors, arrivals_at(item, app));
  for (const std::size_t call : item.world->outgoing[app])
    out -= item.measured.calls[call].errors.excess() * calls_per_request(*item.world, item.measured, call).after;
  return positive(out);
}

Flow empty_ground(const Flow& like) {
  Flow out = like;
  for (auto* list : {&out.passing, &out.own}) list->assign(list->size(), {0, 0});
  for (auto* list : {&out.links, &out.through}) list->assign(list->size(), 0);
  return out;
}

/// Turns request-seconds into shares of all of them.
void scale(Flow& flow, double sum) {
  for (auto& one : flow.own)
    for (double& part : one) part /= sum;
  flow.passing = flow.own;
  for (double& part : flow.links) part /= sum;
  flow.through = flow.links;
}

}  // namespace

Change own_time_of(const World& world, const Window& window, std::size_t app) {
  const signals::Snapshot& snapshot = *world.snapshot;
  const std::vector<float> values = own_times(world, app, &signals::Series::values, snapshot.grid.points);
  if (values.empty()) return {};
  const std::size_t points = snapshot.reference ? snapshot.reference->points : 0;
  return measure_samples(world.describe("latency_avg"), window,
                         {values, own_times(world, app, &signals::Series::reference, points)});
}

double sure_loss(const Case& item) {
  double sum = 0;
  for (std::size_t app = 0; app < item.world->apps.size(); ++app) {
    if (!item.reachable[app]) continue;
    for (const std::size_t call : item.world->outgoing[app]) {
      const double rate =
          rate_of(measure_change(*item.world, item.window, item.world->calls[call].edge->series.find("requests")));
      if (rate <= 0) continue;
      const std::size_t callee = item.world->calls[call].to;
      sum += rate * (sure_excess(item.window, gap_of_call(*item.world, item.window, call), rate) +
                     sure_excess(item.window, own_time_of(*item.world, item.window, callee), rate));
    }
  }
  return sum;
}

double sure_loss_of_apps(const Case& item, std::size_t alarmed, Currency currency) {
  double most = 0;
  for (std::size_t app = 0; app < item.world->apps.size(); ++app) {
    if (!item.reachable[app] || app == alarmed) continue;
    const signals::SeriesBag& bag = item.world->apps[app]->series;
    const char* name = currency == Currency::errors ? "error_ratio" : "latency_avg";
    const double rate = rate_of(measure_change(*item.world, item.window, bag.find("requests")));
    if (rate <= 0) continue;
    const Change level = measure_change(*item.world, item.window, bag.find(name));
    most = std::max(most, rate * sure_excess(item.window, level, rate));
  }
  return most;
}

double blame_by_ground(const Case& item, Flow& flow) {
  Flow out = empty_ground(flow);
  double sum = 0;
  for (std::size_t app = 0; app < item.world->apps.size(); ++app) {
    if (!item.reachable[app]) continue;
    const double rate = arrivals_at(item, app);
    out.own[app][0] = rate * sure_excess(item.window, own_time_of(*item.world, item.window, app), rate);
    out.own[app][1] = rate * own_errors(item, app);
    sum += out.own[app][0] + out.own[app][1];
    for (const std::size_t call : item.world->outgoing[app]) {
      const double calls = rate_of(item.measured.calls[call].requests);
      out.links[call] = calls * sure_excess(item.window, gap_of_call(*item.world, item.window, call), calls);
      sum += out.links[call];
    }
  }
  if (sum <= 0) return 0;
  scale(out, sum);
  flow = std::move(out);
  return sum;
}

}  // namespace corootctl::rca
