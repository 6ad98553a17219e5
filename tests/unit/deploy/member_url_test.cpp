#include <doctest/doctest.h>

#include "deploy/member_url.hpp"
#include "support/error_of.hpp"

using namespace corootctl;

TEST_CASE("a URL that leads back to the hub's own pod is refused") {
  for (const auto* url : {"http://localhost:30001", "http://127.0.0.1:30001", "https://[::1]", "http://0.0.0.0:8080",
                          "http://LOCALHOST", "http://coroot.localhost", "http://127.8.9.1/coroot"}) {
    CAPTURE(url);
    const auto checked = deploy::check_member_url(url);
    REQUIRE_FALSE(checked.has_value());
    CHECK(checked.error().kind == ErrorKind::usage);
    CHECK(checked.error().what == std::string(url) + ": from the hub's pod this address is the pod itself");
  }
}

TEST_CASE("an empty URL, another scheme, a user or a query is refused with the reason") {
  CHECK(error_of(deploy::check_member_url(" ")).what == "the member's URL is empty");
  CHECK(error_of(deploy::check_member_url("ftp://a.example.com")).what ==
        "ftp://a.example.com: only http and https URLs can be linked");
  CHECK(error_of(deploy::check_member_url("https://admin:hunter2@a.example.com")).what ==
        "https://a.example.com: a member's URL has no user, password or query");
}

TEST_CASE("a URL is kept as it is, without a trailing slash") {
  CHECK(deploy::check_member_url("https://coroot-a.example.com/").value() == "https://coroot-a.example.com");
  CHECK(deploy::check_member_url("http://10.0.0.5:30001/base/").value() == "http://10.0.0.5:30001/base");
}
