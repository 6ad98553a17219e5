/// What changed at each app and on each call, in the units that add up along calls.
#pragma once

#include <array>
#include <vector>

#include "rca/measure/change.hpp"

namespace corootctl::rca {

struct AppState {
  bool own_sli = false;  ///< service levels were measured at the app, not at its callers
  Change latency{};      ///< seconds a request
  Change errors{};       ///< share of requests
  Change requests{};     ///< per second
  Change ready{};        ///< replicas; worse is down
  bool silent = false;   ///< measured before the onset and no more after it
  bool lost_replicas() const { return silent || (ready.measured && ready.outside && ready.peak_z > 0); }
};

struct CallState {
  Change requests{};
  Change latency{};         ///< seconds a call, seen by the caller
  Change server_latency{};  ///< the same calls, seen by the callee
  Change errors{};
  Change rtt{};
  Change connect_time{};
  Change retransmits{};
  Change failed_connects{};
  bool ended = false;  ///< calls were measured before the onset and no more after it
};

struct Measured {
  Window window{};
  std::vector<AppState> apps{};                   ///< as World::apps
  std::vector<CallState> calls{};                 ///< as World::calls
  std::vector<std::array<double, 2>> asked_by{};  ///< per app: requests that its callers got, before and after
};

AppState measure_app(const World& world, const Window& window, const signals::App& app);
CallState measure_call(const World& world, const Window& window, const signals::SeriesBag& bag);
/// Adds the requests of a call's caller to those of its callee's callers.
void count_caller(const Call& call, Measured& measured);
Measured measure_world(const World& world, const Window& window);

/// Calls of `call` per request of its caller, before and after; from the apps' own rates when the call was not
/// measured.
struct CallRatio {
  double before = 0;
  double after = 0;
  bool measured = false;
};
CallRatio calls_per_request(const World& world, const Measured& measured, std::size_t call);

/// How much longer the calls took their caller than their callee, where both were measured on the call: the same calls,
/// so what the callee needed cancels out and the rest is precise even in sparse data. Not measured otherwise.
Change gap_of_call(const World& world, const Window& window, std::size_t call);

/// The callee's own latency change for these calls: measured on the call, or at the callee.
const Change& callee_latency(const World& world, const Measured& measured, std::size_t call);

/// The same in the caller's own statistic where the callee has that, too: a mean and a quantile cannot be compared.
Change callee_latency_alike(const World& world, const Measured& measured, std::size_t call);

/// Was measured in the last points before the onset, but in no point of the abnormal window's second half.
bool fell_silent(const Window& window, const signals::SeriesBag& bag);

/// The share (0..1) of an app's requests that ended before it made its usual calls, judged by the calls that it alone
/// makes: nobody refused them, they were not tried.
double early_exits(const World& world, const Measured& measured, std::size_t app);

/// True when something in the network of this call got worse, by its own signals.
bool network_got_worse(const CallState& call);

}  // namespace corootctl::rca
