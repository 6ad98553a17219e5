#include "report/plain.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace corootctl::report {

document::Value number(double value) {
  if (!std::isfinite(value)) return nullptr;
  const std::string text = fmt::format("{:.6g}", value);
  double rounded = 0;
  std::from_chars(text.data(), text.data() + text.size(), rounded);
  constexpr double first_exponent = 1e6;
  const bool whole = std::trunc(rounded) == rounded && std::abs(rounded) < first_exponent;
  return whole ? document::Value(static_cast<std::int64_t>(rounded)) : document::Value(rounded);
}

document::Value number(const std::optional<double>& value) { return value ? number(*value) : document::Value(); }

document::Value moment(const std::optional<std::int64_t>& ms) { return ms ? document::Value(*ms) : document::Value(); }

}  // namespace corootctl::report
