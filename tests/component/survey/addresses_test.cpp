/// What answers at a member's address, over real sockets.
#include "survey/addresses.hpp"

#include <doctest/doctest.h>

#include "base/time.hpp"
#include "support/net/http_server.hpp"

namespace corootctl::tests::survey_addresses {

namespace {

struct Answering {
  std::unique_ptr<support::HttpServer> server;
  std::string scheme;

  explicit Answering(support::ServedResponse response, bool tls = false) : scheme(tls ? "https" : "http") {
    support::ServerOptions options;
    if (tls) options.tls = *support::make_tls_identity("nobody");
    server = *support::HttpServer::start(
        options, [response](const support::ServedRequest&, std::stop_token) { return response; });
  }
  checks::Address seen() const {
    const auto connector = fleet::make_connector({});
    const survey::MemberAddress address{"prod-a", fmt::format("{}://127.0.0.1:{}", scheme, server->port())};
    const auto all = survey::look_at_addresses({address}, {*connector}, std::chrono::seconds(20), 1, {});
    REQUIRE(all.size() == 1);
    return all.front();
  }
};

support::ServedResponse refusal() { return support::text_response(400, "text/plain; charset=utf-8", "no api key\n"); }

}  // namespace

TEST_CASE("Coroot's API refuses a query without a key; pages, redirections and others are told") {
  CHECK(Answering(refusal()).seen().outcome == "ok");
  const auto page = Answering(support::text_response(200, "text/html", "<html>")).seen();
  CHECK(page.outcome == "web-page");
  CHECK(page.detail == "a web page answers (200), not Coroot's API");
  const auto moved =
      Answering(support::ServedResponse{301, {{"Location", "https://u:secret@coroot.example.com/base/"}}, "", {}})
          .seen();
  CHECK(moved.outcome == "redirect");
  CHECK(moved.detail == "it redirects (301) to https://coroot.example.com/base/");
  const auto broken = Answering(support::text_response(502, "text/plain", "bad gateway")).seen();
  CHECK(broken.outcome == "other");
  CHECK(broken.detail == "it answers 502, which Coroot's API does not to a query without a key");
}

TEST_CASE("a certificate that is not trusted is told from an address where nothing is, with its end") {
  const auto untrusted = Answering(refusal(), true).seen();
  CHECK(untrusted.outcome == "tls");
  CHECK(untrusted.detail.find("the server's certificate is not trusted") != std::string::npos);
  REQUIRE(untrusted.expires_ms.has_value());
  const auto left = *untrusted.expires_ms - now_ms(system_clock());
  CHECK(left > 22 * 3'600'000LL);
  CHECK(left < 26 * 3'600'000LL);

  const auto connector = fleet::make_connector({});
  const auto nobody =
      survey::look_at_addresses({{"prod-a", "https://127.0.0.1:1"}}, {*connector}, std::chrono::seconds(20), 1, {});
  CHECK(nobody.front().outcome == "unreachable");
  CHECK_FALSE(nobody.front().expires_ms.has_value());
}

}  // namespace corootctl::tests::survey_addresses
