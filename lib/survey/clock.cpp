#include "survey/clock.hpp"

#include <time.h>

#include <chrono>
#include <string>

#include "base/clock.hpp"
#include "base/time.hpp"

namespace corootctl::survey {

std::optional<std::int64_t> parse_http_date(std::string_view text) {
  const std::string copy(text);
  tm parts{};
  const char* end = strptime(copy.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return std::chrono::milliseconds(std::chrono::seconds(timegm(&parts))).count();
}

Result<checks::ClockReading> read_clock(const kube::Reader& reader, const Within& within) {
  kube::Call call;
  call.path = "/version";
  const auto before = now_ms(system_clock());
  CTL_TRY(const auto answer, reader.session().send(call, within.deadline, within.stop), "read the server's clock");
  const auto after = now_ms(system_clock());
  const auto date = parse_http_date(answer.header("Date"));
  if (!date) return fail(ErrorKind::no_data, "the API server's answers have no Date");
  constexpr std::int64_t half_second = 500;
  return checks::ClockReading{*date + half_second - (before + after) / 2, half_second + (after - before) / 2};
}

}  // namespace corootctl::survey
