/// How one series changed between the usual and the abnormal state.
#pragma once

#include <optional>

#include "rca/measure/statistics.hpp"
#include "rca/measure/window.hpp"

namespace corootctl::rca {

/// Levels are in the signal's unit; deviations are robust and count in the bad direction.
struct Change {
  bool measured = false;               ///< both states were measured
  double before = 0;                   ///< usual level (or the last level before the onset, when that was worse)
  double after = 0;                    ///< mean over the abnormal window
  double peak = 0;                     ///< worst level that lasted (median of three points)
  double scale = 1;                    ///< one robust deviation, floors applied
  double delta = 0;                    ///< after - before in the bad direction; negative: it got better
  double mean_z = 0;                   ///< delta / scale
  double peak_z = 0;                   ///< the same for the peak
  std::size_t known = 0;               ///< usual points it was compared with
  bool outside = false;                ///< the lasting peak left the range of usual values
  std::optional<std::size_t> onset{};  ///< first point of the change, when it is abnormal
  const signals::Series* series = nullptr;

  /// 0 for noise, 1 for a certain change.
  double certainty() const;
  /// 0..1, growing with the logarithm of the lasting peak; never quite saturates.
  double strength() const;
  /// delta as far as it is certain, never negative.
  double excess() const;
};

/// The change of `series`; nothing is measured when it is null or has too few points on either side. For signals that
/// are neither good nor bad, up counts as the bad direction.
Change measure_change(const World& world, const Window& window, const signals::Series* series);

/// What `part` must be multiplied with to be compared with `whole`: 1 while both were measured at the same abnormal
/// points. Where points of one are missing, only those that both have say how large the part was; it is taken to have
/// been that large at the others, too. Without this, one lost peak of a callee looks like its caller's own trouble.
double same_points(const Window& window, const Change& whole, const Change& part);

struct Samples {
  std::span<const float> values{};
  std::span<const float> reference{};  ///< empty without a reference period
};

/// Those of the reference period, else those before the onset.
std::span<const float> usual_values(const Window& window, const Samples& samples);

/// The change of values that no catalogue describes, e.g. a ratio of two series. `series` stays null in the result.
Change measure_samples(const signals::SignalInfo& info, const Window& window, const Samples& samples);

}  // namespace corootctl::rca
