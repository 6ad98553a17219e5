#include "ops/contexts.hpp"
#include "unit/fleet/one_session.hpp"
#include "unit/kube/scripted_session.hpp"

namespace corootctl::tests::ops_contexts {
namespace {

constexpr const char* version = "GET /version";
constexpr const char* uid = "GET /api/v1/namespaces/kube-system";
constexpr const char* everywhere = "GET /apis/coroot.com/v1/coroots?limit=500";
constexpr const char* here = "GET /apis/coroot.com/v1/namespaces/coroot/coroots?limit=500";
constexpr const char* one =
    R"({"items":[{"metadata":{"namespace":"coroot","name":"coroot"},"spec":{"projects":[{"name":"p-1"}]}}]})";

std::string refused(const std::string& what) {
  return R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403,"message":")" + what +
         R"(","details":{}})";
}

std::shared_ptr<ScriptedSession> with_rights_in(const std::string& namespace_name) {
  auto session = std::make_shared<ScriptedSession>();
  session->in_namespace(namespace_name)
      .on(version, 200, R"({"major":"1","minor":"34","gitVersion":"v1.34.4"})")
      .on(uid, 403, refused("no namespaces for you"))
      .on(everywhere, 403, refused("no coroots for you"));
  return session;
}

ops::ContextReport report_of(const std::shared_ptr<ScriptedSession>& session) {
  const OneSession connector(session);
  ops::ContextsRequest request;
  request.clusters.resize(1);
  return ops::describe_contexts(request, connector, {}).at(0);
}

/// A server whose user has no credentials.
struct NoLogin final : kube::Session {
  Result<http::Response> send(const kube::Call&, Deadline, std::stop_token) override {
    return fail(ErrorKind::internal, "asked without credentials");
  }
  Result<std::chrono::milliseconds> log_in(const Within&) override {
    return fail(ErrorKind::unauthorized, "plugin failed");
  }
  const kube::ConnectionSpec& connection() const override { return spec; }
  kube::ConnectionSpec spec{};
};

}  // namespace

TEST_CASE("contexts: a plugin that fails is told apart from a server that refuses") {
  const OneSession connector(std::make_shared<NoLogin>());
  ops::ContextsRequest request;
  request.clusters.resize(1);
  const auto report = ops::describe_contexts(request, connector, {}).at(0);
  CHECK(describe(*report.error) == "plugin failed");
  CHECK(report.contacted);
  CHECK_FALSE(report.logged_in);
}

TEST_CASE("contexts: who has rights in one namespace sees its Coroot, and what could not be read") {
  const auto session = with_rights_in("coroot");
  session->on(here, 200, one);
  const auto report = report_of(session);
  CHECK_FALSE(report.error.has_value());
  CHECK(report.version == "v1.34.4");
  CHECK(report.uid.empty());
  CHECK(report.role == deploy::Role::member);
  CHECK(report.projects == std::vector<std::string>{"p-1"});
  CHECK(report.gaps ==
        std::vector<std::string>{"uid: get Namespace kube-system: no namespaces for you",
                                 "all but namespace coroot: list Coroot resources: list Coroot: no coroots for you"});
}

TEST_CASE("contexts: a namespace that shows no Coroot proves nothing, so the refusal stays, with the way out") {
  const auto session = with_rights_in("coroot");
  session->on(here, 200, R"({"items":[]})");
  const auto report = report_of(session);
  REQUIRE(report.error.has_value());
  CHECK(report.error->kind == ErrorKind::unauthorized);
  CHECK(describe(*report.error) == "list Coroot resources: list Coroot: no coroots for you");
  CHECK(report.error->hint ==
        "Name the namespace where Coroot runs with -n (namespace coroot shows none), or ask for a role that allows "
        "this.");
}

TEST_CASE("contexts: of two refusals that of the namespace is told, which the smallest right would mend") {
  const auto session = with_rights_in("coroot");
  session->on(here, 403, refused("not here"));
  const auto report = report_of(session);
  REQUIRE(report.error.has_value());
  CHECK(describe(*report.error) == "list Coroot resources: list Coroot in coroot: not here");
  CHECK(report.error->hint ==
        "Ask for the right to list coroots.coroot.com there, or name the namespace where Coroot runs with -n.");
}

}  // namespace corootctl::tests::ops_contexts
