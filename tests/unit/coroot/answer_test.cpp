#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/text.hpp"
#include "coroot/answer.hpp"
#include "coroot/client.hpp"
#include "support/error_of.hpp"
#include "unit/coroot/fixture.hpp"

namespace corootctl::tests::coroot_answer {

namespace {

const Within soon{Deadline::in(std::chrono::minutes(10)), {}};

/// What a client says about an answer to GET /api/user.
Error error_of(const std::string& recording) {
  const auto user = client_that_gets(recorded(recording)).user(soon);
  REQUIRE_FALSE(user.has_value());
  return user.error();
}

Error error_of_map(const std::string& recording) {
  const auto map = client_that_gets(recorded(recording)).map("g6w1l3mz", soon);
  REQUIRE_FALSE(map.has_value());
  return map.error();
}

Error error_of_panel(const std::string& recording) {
  const auto panel = client_that_gets(recorded(recording)).panel("g6w1l3mz", {}, 1000, 2000, soon);
  REQUIRE_FALSE(panel.has_value());
  return panel.error();
}

}  // namespace

TEST_CASE("coroot: the two kinds of 401 have different remedies (coroot-api 5)") {
  const auto login = error_of("login/401_no_cookie");
  CHECK(login.kind == ErrorKind::unauthorized);
  CHECK(login.what == "GET /api/user: the server wants a login");
  CHECK(login.hint == "Give --coroot-user and a password, or allow anonymous reading with authAnonymousRole: Viewer.");
  const auto first = error_of("login/401_first_start");
  CHECK(first.kind == ErrorKind::unauthorized);
  CHECK(first.what == "GET /api/user: the server's administrator has no password yet");
  CHECK(first.hint == "Open Coroot once and set it, or give authBootstrapAdminPassword in the Coroot resource.");
}

TEST_CASE("coroot: a page or a redirect in place of data is a wrong address (coroot-api 4)") {
  const auto page = error_of("texts/html_unknown_path");
  CHECK(page.kind == ErrorKind::failed);
  CHECK(page.reason == Reason::web_page);
  CHECK(page.what == "GET /api/user: a page instead of Coroot's data: this is not the address of its API");
  CHECK(
      page.hint ==
      "Check the address and the server's base path (url_base_path), and whether a login page stands in front of it.");
  const auto redirect = error_of("base_path/301_without");
  CHECK(redirect.kind == ErrorKind::failed);
  CHECK(redirect.reason == Reason::none);
  CHECK(redirect.what ==
        "GET /api/user: a redirect (status 301) instead of Coroot's data: this is not the address of its API");
}

TEST_CASE("coroot: an unknown project is not found, however the server puts it (coroot-api 7)") {
  const auto by_name = error_of_map("texts/project_name_instead_of_id");
  CHECK(by_name.kind == ErrorKind::not_found);
  CHECK(by_name.what == "the server does not know this project");

  const auto status = client_that_gets(recorded("texts/project_unknown_status")).status("zzzzzzzz", soon);
  REQUIRE_FALSE(status.has_value());
  CHECK(status.error().kind == ErrorKind::not_found);
  CHECK(status.error().what == "Coroot does not know the project id zzzzzzzz");

  const auto project = client_that_gets(recorded("texts/project_unknown_doc")).project("zzzzzzzz", soon);
  REQUIRE_FALSE(project.has_value());
  CHECK(project.error().kind == ErrorKind::not_found);
  CHECK(project.error().what == "Coroot does not know the project id zzzzzzzz");

  const auto incidents = client_that_gets(recorded("texts/project_unknown_incidents")).incidents("zzzzzzzz", 100, soon);
  REQUIRE_FALSE(incidents.has_value());
  CHECK(incidents.error().kind == ErrorKind::not_found);
  CHECK(incidents.error().what == "GET /api/project/zzzzzzzz/incidents: project not found");

  CHECK(error_of_panel("texts/project_unknown_panel").kind == ErrorKind::not_found);
}

TEST_CASE("coroot: a cold cache is no data yet, with the server's reason (coroot-api 8)") {
  const auto cold = error_of_map("cold_cache/t0_global_map");
  CHECK(cold.kind == ErrorKind::no_data);
  CHECK(
      cold.what ==
      "the project has no data in Coroot yet: The Prometheus cache lag is 4 hours, likely due to a restart or upgrade. "
      "Synchronization is in progress");
  CHECK(cold.hint ==
        "Wait for the first synchronization, or check each member: one that never answered looks the same.");
  const auto status = client_that_gets(recorded("cold_cache/t0_status_prod-global")).status("g6w1l3mz", soon);
  REQUIRE(status.has_value());
  CHECK(status->is_filling());
}

TEST_CASE("coroot: a role that may not read is told in the server's words (coroot-api 10)") {
  const auto error = coroot::refusal(recorded("texts/viewer_project_post"), "POST /api/project/");
  REQUIRE(error.has_value());
  CHECK(error->kind == ErrorKind::unauthorized);
  CHECK(error->what == "POST /api/project/: You are not allowed to configure the project.");
}

TEST_CASE("coroot: an empty 500 hints at the member that does not exist (coroot-api 9)") {
  const auto error = error_of_map("member_typo/t45_global_map");
  CHECK(error.kind == ErrorKind::failed);
  CHECK(error.what == "GET /api/project/g6w1l3mz/overview/map: internal error of the server, without a text");
  CHECK(error.hint == "An aggregated project answers so when memberProjects names a project that does not exist.");
}

TEST_CASE("coroot: a refused query keeps the server's text") {
  CHECK(error_of_panel("panel/promql_bad_local").what ==
        "GET /api/project/g6w1l3mz/panel/data: 1:5: parse error: unclosed left parenthesis");
  CHECK(error_of_panel("panel/promql_bad_remote").what == "GET /api/project/g6w1l3mz/panel/data: 400 Bad Request");
  CHECK(error_of_panel("panel/datasource_unknown").what == "GET /api/project/g6w1l3mz/panel/data: invalid datasource");
  CHECK(error_of_panel("panel/datasource_unknown").kind == ErrorKind::invalid);
}

TEST_CASE("coroot: what a member answered its hub is told by the words that the hub passes on") {
  const std::pair<const char*, Reason> cases[] = {
      {"panel/promql_bad_local", Reason::none},
      {"panel/promql_bad_remote", Reason::member_bad_request},
      {"panel/datasource_unknown", Reason::unknown_data_source},
      {"wrong_key/t75_panel_prod-b", Reason::member_wrong_key},
      {"wrong_url/t75_panel_prod-b", Reason::member_wrong_address},
      {"member_down/t0_panel_prod-b", Reason::member_unreachable},
  };
  for (const auto& [recording, reason] : cases) {
    const auto error = error_of_panel(recording);
    CHECK_MESSAGE(error.reason == reason, recording, ": ", error.what, ": ", name_of(error.reason));
    CHECK(error.what == "GET /api/project/g6w1l3mz/panel/data: " + error.summary);
  }
}

TEST_CASE("coroot: an answer that was cut short or emptied on the way is noticed") {
  auto cut = json_answer(R"({"name":"Anonymous","role":"Viewer","projects":[)");
  cut.headers[1].value = "235";
  const auto error = error_of(client_that_gets(cut).user(soon));
  CHECK(error.kind == ErrorKind::failed);
  CHECK(error.what == "GET /api/user: the answer was cut short: 48 bytes of 235");

  const auto empty = error_of(client_that_gets(json_answer("")).user(soon));
  CHECK(empty.kind == ErrorKind::failed);
  CHECK(describe(empty) == "http://hub.example.com: GET /api/user: an empty answer");

  const auto broken = error_of(client_that_gets(json_answer(R"({"name":)")).user(soon));
  CHECK(broken.kind == ErrorKind::failed);
  CHECK(broken.hint == "Try again; a proxy may be changing answers on the way.");
}

TEST_CASE("coroot: a request line that is too long is told apart from a bad query") {
  const auto reason_of = [](const http::Response& answer) { return coroot::refusal(answer, "GET /x")->reason; };
  CHECK(reason_of(text(414, "Request-URI Too Large")) == Reason::request_too_long);
  CHECK(reason_of({400, {{"Content-Type", "text/html"}}, "<html>400</html>"}) == Reason::request_too_long);
  CHECK(reason_of(text(400, "parse error")) == Reason::none);
}

TEST_CASE("coroot: quoted texts hold no key, no password and no control character") {
  CHECK(coroot::clean_text("Post \"https://user:secret@member.example.com/api\": refused\n") ==
        "Post \"https://member.example.com/api\": refused");
  CHECK(coroot::clean_text("key abcdefghijklmnop0123456789abcdef is unknown") == "key <hidden> is unknown");
  CHECK(coroot::clean_text("a\x1b[31mred\x07") == "a [31mred ");
  const auto long_text = coroot::clean_text(std::string(400, 'x'));
  CHECK(long_text == fmt::format("{}...", std::string(240, 'x')));
}

}  // namespace corootctl::tests::coroot_answer
