#include "deploy/wait.hpp"

#include "unit/kube/scripted_session.hpp"

namespace corootctl::tests::deploy_wait {
namespace {

constexpr const char* object = "GET /api/v1/namespaces/coroot/secrets/x";

Error error_of_answer(int status, const std::string& body, const std::string& type) {
  const auto session = std::make_shared<ScriptedSession>();
  session->on(object, status, body, {{"Content-Type", type}});
  const auto answer = kube::Reader(session).get({kube::resources::secrets(), "coroot", "x"}, {});
  REQUIRE_FALSE(answer.has_value());
  return answer.error();
}

bool passes(int status, const std::string& body, const std::string& type = "application/json") {
  return deploy::may_pass(error_of_answer(status, body, type));
}

std::string status_of(const std::string& reason) {
  return R"({"kind":"Status","apiVersion":"v1","status":"Failure","message":"m","reason":")" + reason + R"("})";
}

}  // namespace

TEST_CASE("wait: what passes is survived, what will not change ends it") {
  for (const int status : {408, 410, 429, 500, 502, 503, 504}) {
    CAPTURE(status);
    CHECK(passes(status, ""));
    CHECK(passes(status, "<html>gateway</html>", "text/html"));
  }
  CHECK(passes(410, status_of("Expired")));
  CHECK(passes(503, status_of("ServiceUnavailable")));
  CHECK(passes(504, status_of("Timeout")));
  CHECK(passes(200, ""));
  CHECK(passes(200, R"({"metadata":{"na)"));
  CHECK(passes(200, "<html>sign in</html>", "text/html"));
  CHECK_FALSE(passes(401, status_of("Unauthorized")));
  CHECK_FALSE(passes(403, status_of("Forbidden")));
  CHECK_FALSE(passes(404, status_of("NotFound")));
  CHECK_FALSE(passes(422, status_of("Invalid")));
}

}  // namespace corootctl::tests::deploy_wait
