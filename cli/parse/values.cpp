#include "cli/parse/values.hpp"

#include <array>
#include <charconv>
#include <optional>

#include "base/text.hpp"

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

/// Digits of fixed width; -1 when they are not digits.
int digits(std::string_view text, std::size_t from, std::size_t count) {
  int value = -1;
  if (from + count > text.size()) return -1;
  const char* end = text.data() + from + count;
  const auto parsed = std::from_chars(text.data() + from, end, value);
  return parsed.ec == std::errc() && parsed.ptr == end && text[from] != '-' ? value : -1;
}

/// Minutes east of UTC of "Z", "+01:00" or "-0130"-free RFC 3339 offsets.
std::optional<int> offset_minutes(std::string_view zone) {
  if (zone == "Z" || zone == "z") return 0;
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
  const int hours = digits(zone, 1, 2), minutes = digits(zone, 4, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  return (zone[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

/// Milliseconds of ".250"; what follows the digits is the zone.
int take_fraction(std::string_view& rest) {
  if (rest.empty() || rest[0] != '.') return 0;
  int value = 0, scale = 100;
  rest.remove_prefix(1);
  while (!rest.empty() && rest[0] >= '0' && rest[0] <= '9') {
    value += (rest[0] - '0') * scale;
    scale /= 10;
    rest.remove_prefix(1);
  }
  return value;
}

std::optional<std::int64_t> parse_rfc3339(std::string_view text) {
  using namespace std::chrono;
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') return std::nullopt;
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
  const int y = digits(text, 0, 4), mo = digits(text, 5, 2), d = digits(text, 8, 2);
  const int h = digits(text, 11, 2), mi = digits(text, 14, 2), s = digits(text, 17, 2);
  if (y < 0 || mo < 1 || d < 1 || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 60) return std::nullopt;
  const year_month_day day{year(y), month(static_cast<unsigned>(mo)), std::chrono::day(static_cast<unsigned>(d))};
  std::string_view rest = text.substr(19);
  const int fraction = take_fraction(rest);
  const auto zone = offset_minutes(rest);
  if (!day.ok() || !zone) return std::nullopt;
  const auto instant = sys_days(day) + hours(h) + minutes(mi - *zone) + seconds(s);
  return duration_cast<milliseconds>(instant.time_since_epoch()).count() + fraction;
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
  return milliseconds(static_cast<std::int64_t>(total + 0.5));
}

Result<std::int64_t> parse_instant(std::string_view text, std::int64_t now) {
  if (text == "now") return now;
  if (const auto instant = parse_rfc3339(text)) return *instant;
  const auto past = text.ends_with(" ago") ? trim(text.substr(0, text.size() - 4)) : text;
  if (const auto span = parse_span(past)) return now - span->count();
  return fail(ErrorKind::usage, "\"{}\" is neither a time like 2025-01-31T09:30:00Z nor a duration like 1h", text);
}

std::int64_t now_ms(const Clock& clock) {
  return std::chrono::duration_cast<milliseconds>(clock.now().time_since_epoch()).count();
}

std::string format_instant(std::int64_t epoch_ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> instant{milliseconds(epoch_ms)};
  const auto days = floor<std::chrono::days>(instant);
  const year_month_day day{days};
  const hh_mm_ss time{floor<seconds>(instant - days)};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

}  // namespace corootctl::cli
