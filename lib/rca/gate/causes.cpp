#include "rca/gate/causes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rca/constants.hpp"
#include "rca/names.hpp"

namespace corootctl::rca {
namespace {

/// Other callers than the app for which this callee got slower by more than is allowed.
bool slower_for_others(const Trial& trial, std::size_t callee) {
  const auto& incoming = trial.world.incoming[callee];
  return std::any_of(incoming.begin(), incoming.end(), [&](std::size_t call) {
    if (trial.world.calls[call].from == trial.app) return false;
    const auto other = compare_latency(trial, "", trial.world.calls[call].edge->series);
    return other && other->finding == Finding::worse;
  });
}

double calls_per_request(const Trial& trial, std::size_t call) {
  const auto calls = traffic(trial, trial.world.calls[call].edge->series);
  const auto requests = traffic(trial, trial.world.apps[trial.app]->series);
  return calls && requests && requests->after > 0 ? calls->after / requests->after : 1;
}

/// Whether the callee explains at least half of the app's rise, and not because of the release: it got slower for
/// others as well, or was changed at that time itself.
bool explains(const Trial& trial, std::size_t call, const Comparison& app) {
  const auto& edge = *trial.world.calls[call].edge;
  const auto found = compare_latency(trial, "", edge.series);
  if (!found || found->finding != Finding::worse || !found->after || !app.after) return false;
  const auto callee = trial.world.calls[call].to;
  if (!slower_for_others(trial, callee) && !released_near(trial, callee)) return false;
  const double per_request = calls_per_request(trial, call);
  return per_request * (*found->after - *found->before) > constants::most * (*app.after - *app.before);
}

/// Whether failures of these calls are most of the app's own.
bool fails(const Trial& trial, std::size_t call, const Comparison& app) {
  const auto found = errors_of_call(trial, call);
  if (!found || found->finding != Finding::worse) return false;
  if (!found->after || !app.after) return true;  // single minutes: which failures they were nobody counted
  return std::min(1.0, calls_per_request(trial, call)) * (*found->after - *found->before) >
         constants::most * (*app.after - *app.before);
}

void blame_traffic(const Trial& trial, std::vector<Comparison>& comparisons) {
  const auto& app = *trial.world.apps[trial.app];
  const bool fails = std::any_of(comparisons.begin(), comparisons.end(), [&](const Comparison& each) {
    return each.subject == app.id && each.signal == "error_ratio" && each.finding == Finding::worse;
  });
  const auto requests = traffic(trial, app.series);
  const bool busier =
      requests && requests->change() > requests->margin && requests->after > constants::grown * requests->before;
  if (fails || !busier) return;  // failures bring retries
  for (auto& each : comparisons) {
    if (!each.decides || each.finding != Finding::worse || !each.signal.starts_with("latency")) continue;
    each.note = fmt::format("{:.2g} times as many requests at the same time", requests->after / requests->before);
    each.finding = Finding::unsure;
  }
}

void blame_callee(const Trial& trial, std::size_t call, Comparison& each) {
  const auto name = short_name(trial.world.apps[trial.world.calls[call].to]->id);
  if (each.signal.starts_with("latency") && explains(trial, call, each)) {
    each.note = name + " got slower at that time, and not by this release";
  } else if (each.signal == "error_ratio" && fails(trial, call, each)) {
    each.note = name + " fails its calls";
  } else {
    return;
  }
  each.finding = Finding::unsure;
}

/// Of the app itself, by itself or by its callers.
bool is_own(const Trial& trial, const Comparison& each) {
  const auto& id = trial.world.apps[trial.app]->id;
  return each.subject == id || each.subject.ends_with(" -> " + id);
}

}  // namespace

void weigh_other_causes(const Trial& trial, std::vector<Comparison>& comparisons) {
  blame_traffic(trial, comparisons);
  for (auto& each : comparisons) {
    for (const auto call : trial.world.outgoing[trial.app]) {
      if (each.decides && each.finding == Finding::worse && is_own(trial, each)) blame_callee(trial, call, each);
    }
  }
}

}  // namespace corootctl::rca
