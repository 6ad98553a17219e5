#include "rca/measure/statistics.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "rca/constants.hpp"

namespace corootctl::rca {
namespace {

constexpr std::uint32_t sign_bit = 0x8000'0000;

/// Bits that are in the order of the numbers, and back.
std::uint32_t key_of(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return (bits & sign_bit) != 0 ? ~bits : bits | sign_bit;
}

float value_of(std::uint32_t key) { return std::bit_cast<float>((key & sign_bit) != 0 ? key & ~sign_bit : ~key); }

/// By the bytes of the keys, lowest first: comparing some hundred numbers with each other was most of a diagnosis.
void sort_keys(std::vector<std::uint32_t>& keys) {
  if (keys.empty()) return;
  constexpr std::size_t bytes = 4;
  const auto byte_of = [](std::uint32_t key, std::size_t place) { return (key >> (8 * place)) & 0xFFU; };
  std::array<std::array<std::uint32_t, 256>, bytes> begins{};
  for (const std::uint32_t key : keys)
    for (std::size_t place = 0; place < bytes; ++place) ++begins[place][byte_of(key, place)];
  std::vector<std::uint32_t> sorted(keys.size());
  for (std::size_t place = 0; place < bytes; ++place) {
    if (begins[place][byte_of(keys.front(), place)] == keys.size()) continue;  // all have the same
    std::exclusive_scan(begins[place].begin(), begins[place].end(), begins[place].begin(), 0U);
    for (const std::uint32_t key : keys) sorted[begins[place][byte_of(key, place)]++] = key;
    keys.swap(sorted);
  }
}

/// The values that were measured, in their order.
std::vector<float> sorted_values(std::span<const float> values) {
  std::vector<std::uint32_t> keys;
  keys.reserve(values.size());
  for (const float value : values)
    if (std::isfinite(value)) keys.push_back(key_of(value));
  sort_keys(keys);
  std::vector<float> out(keys.size());
  std::transform(keys.begin(), keys.end(), out.begin(), value_of);
  return out;
}

/// Median (the upper one) of |x - middle| of sorted values. The nearer half lies side by side: of all such neighbours
/// those whose farther end is nearest.
double deviation_median(std::span<const float> sorted, double middle) {
  const std::size_t half = sorted.size() / 2;
  const auto below = [&](std::size_t first) { return middle - static_cast<double>(sorted[first]); };
  const auto above = [&](std::size_t first) { return static_cast<double>(sorted[first + half]) - middle; };
  std::size_t low = 0;
  std::size_t high = sorted.size() - half - 1;
  while (low < high) {
    const std::size_t first = (low + high) / 2;
    if (above(first) < below(first))
      low = first + 1;
    else
      high = first;
  }
  const double best = std::max(below(low), above(low));
  return low == 0 ? best : std::min(best, std::max(below(low - 1), above(low - 1)));
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
  const std::vector<float> known = sorted_values(values);
  Usual out;
  out.count = known.size();
  if (known.empty()) return out;
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

double count_surprise(double seen, double expected) {
  return 2 * (std::sqrt(seen + 0.375) - std::sqrt(expected + 0.375));
}

double median_of(std::span<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double lasting_peak(std::span<const float> values, double sign, std::size_t width) {
  std::vector<double> known;
  known.reserve(values.size());
  for (const float value : values)
    if (std::isfinite(value)) known.push_back(sign * static_cast<double>(value));
  if (known.empty()) return 0;
  std::vector<double> part(std::min(width, known.size()));
  double best = -HUGE_VAL;
  for (auto from = known.begin(); known.end() - from >= std::ssize(part); ++from) {
    std::copy_n(from, part.size(), part.begin());
    best = std::max(best, median_of(part));
  }
  return best * sign;
}

}  // namespace corootctl::rca
