/// Robust statistics of short series with holes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace corootctl::rca {

/// What got worse counts; what got better does not make up for it.
inline double positive(double value) { return std::max(0.0, value); }

/// What is usual for a series: values that are not measured do not count.
struct Usual {
  std::size_t count = 0;
  double median = 0;
  double spread = 0;  ///< max(1.4826 MAD, IQR / 1.349): a standard deviation on normal noise
  double low = 0;     ///< lower and upper bound of the usual range (constants::usual_quantile)
  double high = 0;
};

Usual summarise(std::span<const float> values);

/// Mean of the measured values, and how many there are.
struct Mean {
  double value = 0;
  std::size_t count = 0;
};
Mean mean_of(std::span<const float> values);

/// Pearson's correlation over the points that both have; 0 with fewer than four or without spread.
double correlation(std::span<const float> a, std::span<const float> b);

/// Puts the values in order, too.
double median_of(std::span<double> values);

/// The largest median of three neighbours (or of all, when fewer), after multiplying by `sign`: a level that lasted,
/// not a spike.
double lasting_peak(std::span<const float> values, double sign, std::size_t width);

/// How surprising a count is where another was expected, in deviations of a count (its root is even).
double count_surprise(double seen, double expected);

}  // namespace corootctl::rca
