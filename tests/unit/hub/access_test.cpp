#include "hub/access.hpp"
#include "unit/fleet/one_session.hpp"
#include "unit/kube/scripted_session.hpp"

namespace corootctl::tests::hub_access {
namespace {

std::string list_of(const std::string& spec, const std::string& name = "coroot") {
  return R"({"kind":"CorootList","items":[{"metadata":{"namespace":"coroot","name":")" + name + R"("},"spec":)" + spec +
         "}]}";
}

/// The projects that the user sees.
std::string user_of(const std::shared_ptr<ScriptedSession>& session, const std::string& name = "") {
  const OneSession connector(session);
  hub::CorootAccess access;
  access.resource_name = name;
  access.hub = fleet::ClusterRef{};
  const auto client = hub::open_coroot(access, "", fleet::Surroundings{connector}, {});
  if (!client) return describe(client.error());
  const auto user = (*client)->user({});
  return user ? std::to_string(user->projects.size()) + " projects" : describe(user.error());
}

constexpr const char* everywhere = "GET /apis/coroot.com/v1/coroots?limit=500";
constexpr const char* no_projects = R"({"projects":[]})";
constexpr const char* services = "GET /api/v1/namespaces/coroot/services/";

}  // namespace

TEST_CASE("a hub under a base path is asked below it, wherever the path is written (operator 22)") {
  for (const auto* spec : {R"({"ingress":{"host":"a.example.com","path":"/coroot"}})",
                           R"({"env":[{"name":"URL_BASE_PATH","value":"coroot/"}]})"}) {
    const auto session = std::make_shared<ScriptedSession>();
    session->on(everywhere, 200, list_of(spec))
        .on(services + std::string("coroot-coroot:8080/proxy/coroot/api/user"), 200, no_projects);
    CHECK(user_of(session) == "0 projects");
  }
}

TEST_CASE("a hub of another name, another port or with TLS is asked there (operator 7, 23)") {
  const auto session = std::make_shared<ScriptedSession>();
  session
      ->on(everywhere, 200,
           list_of(R"({"service":{"port":8443},"env":[{"name":"HTTPS_LISTEN","value":":8443"}]})", "main"))
      .on(services + std::string("https:main-coroot:8443/proxy/api/user"), 200, no_projects);
  CHECK(user_of(session) == "0 projects");
}

TEST_CASE("a hub's user with rights in one namespace is asked for that namespace only after a refusal") {
  const auto session = std::make_shared<ScriptedSession>();
  session->in_namespace("coroot")
      .on(everywhere, 403, R"({"kind":"Status","apiVersion":"v1","reason":"Forbidden","code":403,"message":"no"})")
      .on("GET /apis/coroot.com/v1/namespaces/coroot/coroots?limit=500", 200, list_of("{}"))
      .on(services + std::string("coroot-coroot:8080/proxy/api/user"), 200, no_projects);
  CHECK(user_of(session) == "0 projects");
}

TEST_CASE("a hub whose Coroot is named needs no list, and with no right to read it its server's own address") {
  const auto refused = [](const char* what) {
    return std::string(R"({"kind":"Status","apiVersion":"v1","reason":"Forbidden","code":403,"message":")") + what +
           "\"}";
  };
  constexpr const char* named = "GET /apis/coroot.com/v1/namespaces/watch/coroots/main";
  constexpr const char* listed = "GET /apis/coroot.com/v1/namespaces/watch/coroots?limit=500";
  constexpr const char* with_port =
      R"({"metadata":{"namespace":"watch","name":"main"},"spec":{"service":{"port":80}}})";
  const auto session = std::make_shared<ScriptedSession>();
  session->in_namespace("watch");
  SUBCASE("who may get it") {
    session->on(named, 200, with_port)
        .on("GET /api/v1/namespaces/watch/services/main-coroot:80/proxy/api/user", 200, no_projects);
    CHECK(user_of(session, "main") == "0 projects");
  }
  SUBCASE("who may only list") {
    session->on(named, 403, refused("no"))
        .on(listed, 200, R"({"kind":"CorootList","items":[)" + std::string(with_port) + "]}")
        .on("GET /api/v1/namespaces/watch/services/main-coroot:80/proxy/api/user", 200, no_projects);
    CHECK(user_of(session, "main") == "0 projects");
  }
  SUBCASE("who may only use the way to it") {
    session->on(named, 403, refused("no"))
        .on(listed, 403, refused("no"))
        .on("GET /api/v1/namespaces/watch/services/main-coroot:8080/proxy/api/user", 200, no_projects);
    CHECK(user_of(session, "main") == "0 projects");
  }
  SUBCASE("one that is not there") {
    session->on(
        named, 404,
        R"({"kind":"Status","reason":"NotFound","code":404,"message":"coroots.coroot.com \"main\" not found"})");
    CHECK(user_of(session, "main") == "hub : Coroot watch/main does not exist");
  }
}

}  // namespace corootctl::tests::hub_access
