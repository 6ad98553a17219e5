/// Small hand-made worlds for tests of the engine: flat lines with a step.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "rca/answer.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::rca {

inline constexpr std::size_t fixture_points = 120;
inline constexpr std::size_t fixture_onset = 80;
inline constexpr std::int64_t fixture_step_ms = 30'000;

/// `before` until the onset, then `after`, with a fixed ripple of 1 %.
signals::Series step_series(const std::string& signal, double before, double after);

/// An app that measures itself: 100 requests a second, the given latency and errors.
signals::App make_app(const std::string& id, double latency_before, double latency_after, double errors_after = 0.001);

/// Calls seen by the caller, `ratio` per request.
signals::Edge make_call(const std::string& from, const std::string& to, double ratio, double latency_before,
                        double latency_after, double errors_after = 0.001);

/// A snapshot of these with one open incident at `target`.
signals::Snapshot make_world(std::vector<signals::App> apps, std::vector<signals::Edge> calls,
                             const std::string& target, const std::string& slo = "latency");

/// front -> middle -> back in two clusters; the back end got slow and passed it on, and burns CPU.
signals::Snapshot slow_chain();

}  // namespace corootctl::rca
