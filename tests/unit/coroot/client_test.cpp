#include <doctest/doctest.h>

#include <algorithm>

#include "coroot/client.hpp"
#include "document/json.hpp"
#include "unit/coroot/fixture.hpp"

namespace corootctl::tests::coroot_client {

namespace {

const Within soon{Deadline::in(std::chrono::minutes(10)), {}};

http::Response signed_in() {
  return {200, {{"Set-Cookie", "coroot_session=abc.def=; Path=/; HttpOnly"}, {"Content-Length", "0"}}, ""};
}

Result<http::Response> server(const coroot::Ask& ask) {
  if (ask.path == "/api/login") return signed_in();
  return json_answer(R"({"name":"Admin","role":"Admin","projects":[{"id":"u2k8v4ya","name":"prod-a"},{"id":"g6w1l3mz",)"
                     R"("name":"prod-global"}]})");
}

}  // namespace

TEST_CASE("coroot: a login is JSON, and its cookie goes with every later request as a secret (coroot-api 5)") {
  const auto asked = std::make_shared<Asked>();
  coroot::Client client(scripted_link(server, asked));
  REQUIRE(client.login("admin", SecretString("pass"), soon).has_value());
  REQUIRE(client.user(soon).has_value());
  const auto asks = asked->all();
  REQUIRE(asks.size() == 2);
  CHECK(asks[0].body == R"({"email":"admin","password":"pass","action":"login"})");
  CHECK(asks[0].content_type == "application/json");
  CHECK(asks[0].secret);
  REQUIRE(asks[1].headers.size() == 1);
  CHECK(asks[1].headers[0].name == "Cookie");
  CHECK(asks[1].headers[0].value == "coroot_session=abc.def=");
  CHECK(asks[1].headers[0].secret);
}

TEST_CASE(
    "coroot: a session belongs to the client that logged in; another one of the same server sends none (coroot-api "
    "3)") {
  const auto asked = std::make_shared<Asked>();
  coroot::Client signed_in(scripted_link(server, asked));
  const coroot::Client other(scripted_link(server, asked));
  REQUIRE(signed_in.login("admin", SecretString("pass"), soon).has_value());
  REQUIRE(other.user(soon).has_value());
  REQUIRE(signed_in.user(soon).has_value());
  const auto asks = asked->all();
  REQUIRE(asks.size() == 3);
  CHECK(asks[1].headers.empty());
  CHECK(asks[2].headers.size() == 1);
}

TEST_CASE("coroot: a wrong password is not told as a missing page (coroot-api 5)") {
  auto client = client_that_gets(recorded("login/404_bad_password"));
  const auto login = client.login("admin", SecretString("wrong-password"), soon);
  REQUIRE_FALSE(login.has_value());
  CHECK(login.error().kind == ErrorKind::unauthorized);
  CHECK(login.error().what == "log in to Coroot: wrong user or password for admin");
  CHECK(login.error().hint == "The built-in administrator's name is admin.");
}

TEST_CASE("coroot: a login without a session in the answer fails") {
  auto client = client_that_gets({200, {}, ""});
  const auto login = client.login("admin", SecretString("pass"), soon);
  REQUIRE_FALSE(login.has_value());
  CHECK(login.error().what == "log in to Coroot: the server gave no session");
}

TEST_CASE(
    "coroot: names become ids by one question; an unknown name is asked for again and told with its neighbours "
    "(coroot-api 6)") {
  const auto asked = std::make_shared<Asked>();
  const coroot::Client client(scripted_link(server, asked));
  CHECK(client.project_id("prod-a", soon).value() == "u2k8v4ya");
  CHECK(client.project_id("prod-global", soon).value() == "g6w1l3mz");
  CHECK(asked->lines() == std::vector<std::string>{"GET /api/user"});
  const auto unknown = client.project_id("prod-globa", soon);
  REQUIRE_FALSE(unknown.has_value());
  CHECK(unknown.error().kind == ErrorKind::not_found);
  CHECK(unknown.error().what == "Coroot has no project prod-globa");
  CHECK(unknown.error().hint == "Did you mean prod-global? Projects: prod-a, prod-global.");
  CHECK(asked->lines().size() == 2);
}

TEST_CASE(
    "coroot: panel data are asked for in milliseconds with the chart that the server insists on (coroot-api 26)") {
  const auto asked = std::make_shared<Asked>();
  const coroot::Client client(
      scripted_link([](const coroot::Ask&) { return Result<http::Response>(json_answer("{}")); }, asked));
  REQUIRE(client.panel("g6w1l3mz", {{"prod-a", "up", "up|{{machine_id}}"}}, 1795334085000, 1795337685000, soon)
              .has_value());
  const auto ask = asked->all().front();
  CHECK(ask.path == "/api/project/g6w1l3mz/panel/data");
  CHECK(ask.query == std::vector<std::pair<std::string, std::string>>{
                         {"from", "1795334085000"},
                         {"to", "1795337685000"},
                         {"query", R"({"name":"","source":{"metrics":{"queries":[{"datasource":"prod-a","query":"up",)"
                                   R"("legend":"up|{{machine_id}}","color":""}]}},)"
                                   R"("widget":{"chart":{"display":"line","stacked":false}}})"}});
}

}  // namespace corootctl::tests::coroot_client
