#include "cli/parse/values.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/text.hpp"
#include "base/time.hpp"

namespace corootctl::cli {
namespace {

using std::chrono::milliseconds;

/// Milliseconds in one of Go's units (time.ParseDuration); nullopt for another word.
std::optional<double> unit_of(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, double>, 8> units{{{"ns", 1e-6},
                                                                      {"us", 1e-3},
                                                                      {"µs", 1e-3},
                                                                      {"ms", 1},
                                                                      {"s", 1e3},
                                                                      {"m", 6e4},
                                                                      {"h", 3.6e6},
                                                                      {"d", 8.64e7}}};  // days: ours, not Go's
  for (const auto& [unit, span] : units) {
    if (unit == name) return span;
  }
  return std::nullopt;
}

constexpr double longest = 3.2e12;  // a century in milliseconds; more is a typing error and could overflow

tl::unexpected<Error> not_a_span(std::string_view text) {
  return fail(ErrorKind::usage, "\"{}\" is not a duration like 30s, 5m or 1h30m", text);
}

/// RFC 3339 allows small letters, and a blank for the "T".
std::string in_capitals(std::string_view text) {
  constexpr std::size_t between_date_and_time = 10;
  std::string out(text);
  if (out.size() <= between_date_and_time) return out;
  if (char& c = out[between_date_and_time]; c == 't' || c == ' ') c = 'T';
  if (out.back() == 'z') out.back() = 'Z';
  return out;
}

}  // namespace

Result<milliseconds> parse_span(std::string_view text) {
  double total = 0;
  std::string_view rest = text;
  if (rest.empty()) return not_a_span(text);
  while (!rest.empty()) {
    double number = 0;
    const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), number, std::chars_format::fixed);
    if (parsed.ec != std::errc() || rest[0] == '-' || (rest[0] < '.' || rest[0] > '9')) return not_a_span(text);
    const bool bare = parsed.ptr == text.data() + text.size() && rest.data() == text.data();
    rest.remove_prefix(static_cast<std::size_t>(parsed.ptr - rest.data()));
    const auto unit = rest.substr(0, rest.find_first_of("0123456789."));
    const auto size = bare ? std::optional(1e3) : unit_of(unit);
    if (!size) return not_a_span(text);
    total += number * *size;
    rest.remove_prefix(unit.size());
  }
  if (!(total <= longest)) return not_a_span(text);
  return milliseconds(std::llround(total));
}

Result<std::int64_t> parse_instant(std::string_view text, std::int64_t now) {
  if (text == "now") return now;
  if (const auto instant = parse_rfc3339(in_capitals(text)))
    return std::chrono::floor<milliseconds>(*instant).time_since_epoch().count();
  const auto past = text.ends_with(" ago") ? trim(text.substr(0, text.size() - 4)) : text;
  if (const auto span = parse_span(past)) return now - span->count();
  return fail(ErrorKind::usage, "\"{}\" is neither a time like 2025-01-31T09:30:00Z nor a duration like 1h", text);
}

}  // namespace corootctl::cli
