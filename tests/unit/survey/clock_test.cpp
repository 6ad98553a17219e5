#include "survey/clock.hpp"

#include <doctest/doctest.h>

namespace corootctl::tests::survey_clock {

TEST_CASE("dates of HTTP, in their one form") {
  CHECK(survey::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == 784'111'777'000);
  CHECK_FALSE(survey::parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT").has_value());
  CHECK_FALSE(survey::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT+1").has_value());
  CHECK_FALSE(survey::parse_http_date("").has_value());
}

}  // namespace corootctl::tests::survey_clock
