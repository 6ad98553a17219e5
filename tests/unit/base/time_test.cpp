#include "base/time.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace corootctl::tests::base_time {

TEST_CASE("RFC 3339 is read to the nanosecond, with Go's limits for offsets") {
  const auto nanoseconds = [](std::string_view text) -> std::int64_t {
    const auto at = parse_rfc3339(text);
    return at ? std::chrono::duration_cast<std::chrono::nanoseconds>(at->time_since_epoch()).count() : -1;
  };
  CHECK(nanoseconds("1970-01-01T00:00:00.5Z") == 500'000'000);
  CHECK(nanoseconds("1970-01-01T00:00:00.000000001999Z") == 1);
  CHECK(nanoseconds("1970-01-02T01:00:00+24:60") == 0);
  CHECK(nanoseconds("0000-01-01T00:00:00Z") == std::numeric_limits<std::int64_t>::min());
  for (const char* bad : {"1970-01-01T00:00:00+25:00", "1970-01-01T00:00:00+00:61", "1970-01-01T00:00:00+0000",
                          "1970-01-01T0:00:00Z", "1970-1-01T00:00:00Z", "1970-01-01t00:00:00Z", "1970-01-01T00:00:00z",
                          "1970-13-01T00:00:00Z", "1970-00-01T00:00:00Z", "1970-01-00T00:00:00Z",
                          "1970-01-01T00:00:00,5Z", "1970-01-01T00:00:00.5", " 1970-01-01T00:00:00Z"}) {
    CAPTURE(std::string(bad));
    CHECK(nanoseconds(bad) == -1);
  }
}

TEST_CASE("moments are written as whole seconds that have begun") {
  CHECK(format_rfc3339(1'738'316'400'999) == "2025-01-31T09:40:00Z");
  CHECK(format_rfc3339(-1) == "1969-12-31T23:59:59Z");
  CHECK(format_time(1'738'316'400'999) == "2025-01-31 09:40:00 UTC");
}

}  // namespace corootctl::tests::base_time
