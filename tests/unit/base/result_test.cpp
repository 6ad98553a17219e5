#include "base/result.hpp"

#include <doctest/doctest.h>

#include <set>

namespace corootctl::base_result {

namespace {

Result<> outcome(bool good) { return good ? Result<>() : fail(ErrorKind::config, "bad"); }

Result<std::string> guarded(bool asked, bool good) {
  if (asked)
    CTL_CHECK(outcome(good), "check");
  else
    return "not asked";
  if (asked)
    CTL_RUN(outcome(good));
  else
    return "never";
  return "fine";
}

}  // namespace

TEST_CASE("result: every kind and reason has its own name, and the names are read back") {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(ErrorKind::internal); ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    CHECK(names.insert(name_of(kind)).second);
    CHECK(error_kind(name_of(kind)) == kind);
  }
  for (int i = 0; i <= static_cast<int>(Reason::member_unreachable); ++i) {
    const auto reason = static_cast<Reason>(i);
    CHECK(names.insert(name_of(reason)).second);
    CHECK(error_reason(name_of(reason)) == reason);
  }
  CHECK(name_of(ErrorKind::not_found) == "not-found");
  CHECK_FALSE(error_kind("not_found").has_value());
}

TEST_CASE("result: an error is made with its parts") {
  const auto error = make_error(ErrorKind::conflict, "{} moved", "Secret a/b")
                         .with("apply")
                         .advise("Try again.")
                         .because(Reason::stale_version);
  CHECK(describe(error) == "apply: Secret a/b moved");
  CHECK(error.hint == "Try again.");
  CHECK(error.reason == Reason::stale_version);
}

TEST_CASE("result: a check in an if without braces leaves the else to the if") {
  CHECK(guarded(false, true) == "not asked");
  CHECK(guarded(true, true) == "fine");
  REQUIRE_FALSE(guarded(true, false).has_value());
  CHECK(describe(guarded(true, false).error()) == "check: bad");
}

}  // namespace corootctl::base_result
