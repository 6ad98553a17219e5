#include <doctest/doctest.h>

#include "base/time.hpp"
#include "cli/commands/rca/flags.hpp"
#include "cli/parse/values.hpp"

namespace corootctl::tests::cli_values {

using namespace corootctl::cli;

TEST_CASE("durations are Go's, or whole seconds (kubeconfig 41)") {
  const std::vector<std::pair<const char*, std::int64_t>> good{
      {"0", 0},       {"90", 90'000}, {"10s", 10'000}, {"1h30m", 5'400'000}, {"1.5s", 1'500},
      {"500ms", 500}, {"250us", 0},   {"2m", 120'000}, {"1d", 86'400'000}};
  for (const auto& [text, ms] : good) {
    INFO(text);
    const auto span = parse_span(text);
    REQUIRE(span.has_value());
    CHECK(span->count() == ms);
  }
  for (const char* text :
       {"", "-1s", "s", "5x", "1h5", "1 s", "--", "inf", "nan", "1e400", "99999999999999999999h", "+5s"}) {
    INFO(text);
    const auto span = parse_span(text);
    REQUIRE_FALSE(span.has_value());
    CHECK(span.error().kind == ErrorKind::usage);
    CHECK(span.error().what == "\"" + std::string(text) + "\" is not a duration like 30s, 5m or 1h30m");
  }
}

TEST_CASE("instants are RFC 3339 or a span before now") {
  const std::int64_t now = 1'738'316'400'000;  // 2025-01-31T09:40:00Z
  const std::vector<std::pair<const char*, std::int64_t>> good{{"now", now},
                                                               {"1h", now - 3'600'000},
                                                               {"30m ago", now - 1'800'000},
                                                               {"2025-01-31T09:40:00Z", now},
                                                               {"2025-01-31t09:40:00.250z", now + 250},
                                                               {"2025-01-31T10:40:00+01:00", now},
                                                               {"2025-01-31 04:10:00-05:30", now}};
  for (const auto& [text, ms] : good) {
    INFO(text);
    const auto at = parse_instant(text, now);
    REQUIRE(at.has_value());
    CHECK(*at == ms);
  }
  for (const char* text : {"yesterday", "2025-02-30T00:00:00Z", "2025-01-31T25:00:00Z", "2025-01-31T09:40:00",
                           "2025-01-31T09:40:00+0100", "2025-01-31", ""}) {
    INFO(text);
    CHECK_FALSE(parse_instant(text, now).has_value());
  }
  CHECK(format_rfc3339(now) == "2025-01-31T09:40:00Z");
  CHECK(format_rfc3339(0) == "1970-01-01T00:00:00Z");
}

TEST_CASE("--fail-on looks at status and confidence") {
  const auto answer = [](rca::Status status, rca::Confidence confidence) {
    rca::Answer out;
    out.status = status;
    out.candidates.resize(1);
    out.candidates[0].confidence = confidence;
    return out;
  };
  using rca::Confidence;
  using rca::Status;
  const auto quiet = answer(Status::no_incident, Confidence::high);
  const auto open = answer(Status::unknown, Confidence::high);
  const auto low = answer(Status::root_cause, Confidence::low);
  const auto medium = answer(Status::root_cause, Confidence::medium);
  const auto high = answer(Status::root_cause, Confidence::high);
  const auto met = [&](const char* condition) {
    std::string out;
    for (const auto* a : {&quiet, &open, &low, &medium, &high}) out += is_met(condition, *a) ? 'x' : '.';
    return out;
  };
  CHECK(met("") == ".....");
  CHECK(met("incident") == ".xxxx");
  CHECK(met("root_cause") == "..xxx");
  CHECK(met("medium") == "...xx");
  CHECK(met("high") == "....x");
}

}  // namespace corootctl::tests::cli_values
