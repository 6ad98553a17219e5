#include "hub/service_proxy.hpp"
#include "coroot/link.hpp"
#include "unit/kube/scripted_session.hpp"

namespace corootctl::tests {
namespace {

std::string asked(const std::shared_ptr<ScriptedSession>& session, const std::string& path) {
  const auto link = hub::service_proxy_link(kube::ReadSession(session), {"coroot", "coroot-coroot", 8080});
  coroot::Ask ask;
  ask.path = path;
  const auto answer = link->send(ask, {}, {});
  return answer ? std::to_string(answer->status) + " " + answer->body : describe(answer.error());
}

constexpr const char* proxy = "GET /api/v1/namespaces/coroot/services/coroot-coroot:8080/proxy";

}  // namespace

TEST_CASE("service proxy: the port is named and the path begins with a slash (coroot-api 1)") {
  const auto session = std::make_shared<ScriptedSession>();
  session->on(std::string(proxy) + "/", 200, "page").on(std::string(proxy) + "/api/user", 200, "{}");
  CHECK(asked(session, "/") == "200 page");
  CHECK(asked(session, "/api/user") == "200 {}");
}

TEST_CASE("service proxy: a Status is the API server's refusal, all else is the service's own answer (coroot-api 2)") {
  const auto session = std::make_shared<ScriptedSession>();
  session->on(std::string(proxy) + "/a", 403, "Forbidden, says Coroot")
      .on(std::string(proxy) + "/b", 503,
          R"({"kind":"Status","apiVersion":"v1","status":"Failure","message":"error trying to reach service",)"
          R"("code":503})");
  CHECK(asked(session, "/a") == "403 Forbidden, says Coroot");
  CHECK(asked(session, "/b") ==
        "service coroot/coroot-coroot:8080 of : reach the service through the API server's proxy: error trying to "
        "reach service");
}

}  // namespace corootctl::tests
