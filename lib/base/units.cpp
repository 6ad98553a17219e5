#include "base/units.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace corootctl {
namespace {

std::string format_seconds(double value) {
  if (value == 0) return "0 s";
  if (std::abs(value) >= 1) return format_number(value) + " s";
  if (std::abs(value) >= 1e-3) return format_number(value * 1e3) + " ms";
  return format_number(value * 1e6) + " us";
}

std::string format_bytes(double value, std::string_view suffix) {
  constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t i = 0;
  for (; std::abs(value) >= 1024 && i + 1 < units.size(); ++i) value /= 1024;
  return fmt::format("{} {}{}", format_number(value), units.at(i), suffix);
}

}  // namespace

std::string format_number(double value) {
  const double size = std::abs(value);  // no exponent where that stays readable
  if (size != 0 && (size < 1e-3 || size >= 1e6)) return fmt::format("{:.2e}", value);
  if (size >= 100) return fmt::format("{:.0f}", value);
  if (size >= 10) return fmt::format("{:.1f}", value);
  return fmt::format("{:.3g}", value);
}

std::string format_value(double value, std::string_view unit) {
  if (unit == "s") return format_seconds(value);
  if (unit == "bytes") return format_bytes(value, "");
  if (unit == "bytes/s") return format_bytes(value, "/s");
  if (unit == "1/s") return format_number(value) + "/s";
  if (unit.empty()) return std::abs(value) <= 1.5 ? fmt::format("{:.3g} %", value * 100) : format_number(value);
  return fmt::format("{} {}", format_number(value), unit);
}

std::string format_span(std::int64_t ms) {
  const std::int64_t seconds = (ms + 500) / 1000;
  if (seconds < 120) return fmt::format("{} s", seconds);
  const std::int64_t minutes = (seconds + 30) / 60;
  if (minutes < 60) return fmt::format("{} min", minutes);
  return minutes % 60 == 0 ? fmt::format("{} h", minutes / 60) : fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

}  // namespace corootctl
