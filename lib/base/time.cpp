#include "base/time.hpp"

#include <date/date.h>

#include <algorithm>
#include <sstream>

namespace corootctl {
namespace {

using std::chrono::nanoseconds;
using std::chrono::system_clock;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Whether `text` looks like `shape`, whose "0" stand for digits and whose "+" for a sign. The library's reader takes
/// "9:30" for "09:30"; Go does not.
bool has_shape(std::string_view text, std::string_view shape) {
  return std::equal(text.begin(), text.end(), shape.begin(), shape.end(), [](char c, char wanted) {
    if (wanted == '0') return is_digit(c);
    return c == wanted || (wanted == '+' && c == '-');
  });
}

/// Takes ".25" from the front of the text, if it is there; nullopt for a dot without digits.
std::optional<nanoseconds> take_fraction(std::string_view& text) {
  nanoseconds out{0};
  if (!text.starts_with('.')) return out;
  text.remove_prefix(1);
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  for (long long unit = 100'000'000; !text.empty() && is_digit(text.front()); text.remove_prefix(1), unit /= 10)
    out += nanoseconds(unit * (text.front() - '0'));
  return out;
}

/// Go's limits, which are wider than a clock's.
bool is_offset(std::string_view text) {
  return has_shape(text, "+00:00") && text.substr(1, 2) <= "24" && text.substr(4, 2) <= "60";
}

std::string format(const char* how, std::int64_t ms) {
  const date::sys_time<std::chrono::milliseconds> at{std::chrono::milliseconds(ms)};
  return date::format(how, date::floor<std::chrono::seconds>(at));
}

}  // namespace

std::optional<system_clock::time_point> parse_rfc3339(std::string_view text) {
  constexpr std::string_view shape = "0000-00-00T00:00:00";
  const auto time = text.substr(0, shape.size());
  if (!has_shape(time, shape)) return std::nullopt;
  auto zone = text.substr(shape.size());
  const auto fraction = take_fraction(zone);
  if (zone == "Z") zone = "+00:00";
  if (!fraction || !is_offset(zone)) return std::nullopt;
  std::istringstream in(std::string(time).append(zone));
  date::sys_seconds whole;
  if (!(in >> date::parse("%FT%T%Ez", whole))) return std::nullopt;
  constexpr auto last = std::chrono::duration_cast<std::chrono::seconds>(nanoseconds::max());
  if (whole.time_since_epoch() >= last) return system_clock::time_point::max();
  if (whole.time_since_epoch() <= -last) return system_clock::time_point::min();
  return system_clock::time_point(whole.time_since_epoch() + *fraction);
}

std::string format_rfc3339(std::int64_t ms) { return format("%FT%TZ", ms); }

std::string format_time(std::int64_t ms) { return format("%F %T UTC", ms); }

std::int64_t now_ms(const Clock& clock) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(clock.now().time_since_epoch()).count();
}

}  // namespace corootctl
