/// What was measured of one release, level by level.
#pragma once

#include <optional>
#include <string>

#include "rca/gate/levels.hpp"
#include "rca/gate/release.hpp"
#include "rca/measure/world.hpp"

namespace corootctl::rca {

/// What all comparisons of one release need.
struct Trial {
  const World& world;
  std::size_t app = 0;  ///< index into World::apps
  Sides sides{};
  std::int64_t release_ms = 0;
  Allowed allowed{};
};

/// A level and nothing found yet.
Comparison comparison(const Trial& trial, const std::string& subject, const signals::Series& level);
/// Fills in what was found, if there is enough.
void fill_in(Comparison& out, const std::optional<Difference>& found, double allowed);
std::optional<Difference> difference(const Trial& trial, const signals::Series* level, const signals::Series* requests,
                                     bool is_share, std::size_t after_begin);

/// The latency of an app or call, the average before quantiles. New pods are slow until they are warm, so it counts
/// from then on. Nothing when there is none.
std::optional<Comparison> compare_latency(const Trial& trial, const std::string& subject,
                                          const signals::SeriesBag& bag);

/// The error ratio. Failures count from the release on, also those of a single minute that the mean hides.
std::optional<Comparison> compare_errors(const Trial& trial, const std::string& subject, const signals::SeriesBag& bag);

/// Requests a second.
std::optional<Difference> traffic(const Trial& trial, const signals::SeriesBag& bag);

/// Whether the app itself was deployed or configured within half an hour of the release.
bool released_near(const Trial& trial, std::size_t app);

/// Errors of a call as its caller sees them; as the callee sees them where nobody measured the call.
std::optional<Comparison> errors_of_call(const Trial& trial, std::size_t call);

/// A callee of `caller`, other than the released app, whose calls fail more since the release.
std::optional<std::size_t> failing_callee(const Trial& trial, std::size_t caller);

/// Measured minutes from the release until the error ratio leaves its usual range by more than is allowed.
std::size_t minutes_until_failing(const Trial& trial, const signals::SeriesBag& bag);

}  // namespace corootctl::rca
