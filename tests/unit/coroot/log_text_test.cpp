#include "coroot/log_text.hpp"

#include <doctest/doctest.h>

#include <utility>
#include <vector>

namespace corootctl::coroot::coroot_log_text {

TEST_CASE("secrets in log messages are hidden, whatever form they have") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"login with password=hunter2 failed", "login with password=<hidden> failed"},
      {"DB_PASSWORD: \"hunter 2\", user=app", "DB_PASSWORD: \"<hidden>\", user=app"},
      {R"({"user":"a","api_key":"k-1","n":3})", R"({"user":"a","api_key":"<hidden>","n":3})"},
      {R"(body {\"secret\":\"a b\",\"n\":1})", R"(body {\"secret\":\"<hidden>\",\"n\":1})"},
      {"GET /pay?token=abc&n=1 401", "GET /pay?token=<hidden>&n=1 401"},
      {"X-Api-Key: abc, Accept: */*", "X-Api-Key: <hidden>, Accept: */*"},
      {"Authorization: Bearer abc.def", "Authorization: Bearer <hidden>"},
      {"sent bearer Zm9vOmJhcg== to it", "sent bearer <hidden> to it"},
      {"Basic authentication failed", "Basic authentication failed"},
      {"dial postgres://app:hunter2@db.example.com:5432/shop", "dial postgres://db.example.com:5432/shop"},
      {"jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln rejected", "jwt <hidden> rejected"},
      {"key AKIAIOSFODNN7EXAMPLE is old", "key <hidden> is old"},
      {"aws wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "aws <hidden>"},
      {"digest 0123456789abcdef01234567 differs", "digest <hidden> differs"},
      {"-----BEGIN PRIVATE KEY----- MIIE", "<hidden>"},
  };
  for (const auto& [message, expected] : rows) {
    CHECK(mask_log(message) == expected);
    CHECK(mask_log(mask_log(message)) == expected);
  }
}

TEST_CASE("what tells the reason stays: addresses, pods, paths, counts, classes, words about secrets") {
  for (const std::string message :
       {"dial tcp 10.42.7.19:5432: connect: connection refused", "pod recommendation-service-6d5f7c8b9-abcde is gone",
        "open /var/lib/postgresql/data/base/16384/2619: no space left on device",
        "com.example.shop.OrderRepository: too many connections (limit 100)",
        "id 8f14e45f-ceea-467f-a830-5d1b9c0f3a11 not found", "password authentication failed for user \"app\"",
        "the token has expired", "401 Unauthorized: no access", "call /shop.OrderServiceV2/PlaceOrder: deadline"})
    CHECK(mask_log(message) == message);
}

TEST_CASE("a quote is one harmless line of at most 160 columns") {
  CHECK(quote_log("  \x1b[31mERROR\x1b[0m\tlost\r\n\tat Foo.bar()\x07 \xe2\x80\xae!\xff") ==
        "ERROR lost at Foo.bar() !?");
  CHECK(quote_log(std::string(200, 'x')) == std::string(159, 'x') + "…");
  CHECK(quote_log("pass\nword") == "pass word");
  CHECK(quote_log("\xc2\x9b"
                  "2J done") == "2J done");
}

}  // namespace corootctl::coroot::coroot_log_text
