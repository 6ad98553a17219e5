#include "hub/service_proxy.hpp"
#include "coroot/link.hpp"
#include "unit/kube/scripted_session.hpp"

namespace corootctl::tests::hub_service_proxy {
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

TEST_CASE(
    "service proxy: what the API server does not find behind the Service is told with where to look (objects 31)") {
  const auto session = std::make_shared<ScriptedSession>();
  const auto hint = [&](const std::string& message) {
    session->on(std::string(proxy) + "/", 503,
                R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":"ServiceUnavailable","message":")" +
                    message + R"(","code":503})");
    const auto link = hub::service_proxy_link(kube::ReadSession(session), {"coroot", "coroot-coroot", 8080});
    coroot::Ask ask;
    ask.path = "/";
    const auto answer = link->send(ask, {}, {});
    REQUIRE_FALSE(answer.has_value());
    return answer.error().hint;
  };
  CHECK(hint(R"(no service port 8080 found for service \"coroot-coroot\")") ==
        "The Service has other ports than spec.service.port of the Coroot resource says (8080 unless set): the "
        "operator puts them back, so look whether it runs.");
  CHECK(hint(R"(no endpoints available for service \"coroot-coroot:8080\")") ==
        "No pod of Coroot is ready behind the Service, or its targetPort is a name that they do not have: "
        "`corootctl status` tells which.");
  CHECK(hint("anything else") == "Check that Coroot runs and that you may get services/proxy in its namespace.");
}

}  // namespace corootctl::tests::hub_service_proxy
