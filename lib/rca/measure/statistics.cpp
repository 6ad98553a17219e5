#include "rca/measure/statistics.hpp"

#include <algorithm>
#include <cmath>

#include "rca/constants.hpp"

namespace corootctl::rca {
namespace {

/// Median of |x - median| of sorted values: the deviations of both halves are sorted already, so they only merge.
double deviation_median(std::span<const float> sorted, double middle) {
  const auto split = std::lower_bound(sorted.begin(), sorted.end(), static_cast<float>(middle));
  auto right = static_cast<std::size_t>(split - sorted.begin());
  std::size_t left = right;
  double last = 0;
  for (std::size_t taken = 0; taken <= sorted.size() / 2; ++taken) {
    const bool from_right = left == 0 || (right < sorted.size() && static_cast<double>(sorted[right]) - middle <=
                                                                       middle - static_cast<double>(sorted[left - 1]));
    last = from_right ? static_cast<double>(sorted[right++]) - middle : middle - static_cast<double>(sorted[--left]);
  }
  return std::abs(last);
}

/// Linear between ranks; 0 when there are none.
double quantile_of_sorted(std::span<const float> sorted, double q) {
  if (sorted.empty()) return 0;
  const double at = q * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const std::size_t high = std::min(low + 1, sorted.size() - 1);
  return static_cast<double>(sorted[low]) +
         (static_cast<double>(sorted[high]) - static_cast<double>(sorted[low])) * (at - static_cast<double>(low));
}

}  // namespace

Usual summarise(std::span<const float> values) {
  std::vector<float> known;
  for (const float value : values)
    if (std::isfinite(value)) known.push_back(value);
  Usual out;
  out.count = known.size();
  if (known.empty()) return out;
  std::sort(known.begin(), known.end());
  out.median = quantile_of_sorted(known, 0.5);
  const double iqr = quantile_of_sorted(known, 0.75) - quantile_of_sorted(known, 0.25);
  out.spread = std::max(1.4826 * deviation_median(known, out.median), iqr / 1.349);
  out.low = quantile_of_sorted(known, 1 - constants::usual_quantile);
  out.high = quantile_of_sorted(known, constants::usual_quantile);
  return out;
}

Mean mean_of(std::span<const float> values) {
  Mean out;
  for (const float value : values) {
    if (!std::isfinite(value)) continue;
    out.value += static_cast<double>(value);
    ++out.count;
  }
  if (out.count > 0) out.value /= static_cast<double>(out.count);
  return out;
}

double correlation(std::span<const float> a, std::span<const float> b) {
  double n = 0, sum_a = 0, sum_b = 0, aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (!std::isfinite(a[i]) || !std::isfinite(b[i])) continue;
    const auto x = static_cast<double>(a[i]);
    const auto y = static_cast<double>(b[i]);
    n += 1;
    sum_a += x;
    sum_b += y;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  const double spread = (n * aa - sum_a * sum_a) * (n * bb - sum_b * sum_b);
  return n < 4 || spread <= 0 ? 0 : (n * ab - sum_a * sum_b) / std::sqrt(spread);
}

double median_of(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double lasting_peak(std::span<const float> values, double sign, std::size_t width) {
  std::vector<double> known;
  for (const float value : values)
    if (std::isfinite(value)) known.push_back(sign * static_cast<double>(value));
  if (known.empty()) return 0;
  const std::size_t wide = std::min(width, known.size());
  double best = -HUGE_VAL;
  for (std::size_t i = 0; i + wide <= known.size(); ++i)
    best = std::max(best, median_of({known.begin() + static_cast<std::ptrdiff_t>(i),
                                     known.begin() + static_cast<std::ptrdiff_t>(i + wide)}));
  return best * sign;
}

}  // namespace corootctl::rca
