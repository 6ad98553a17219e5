#include <doctest/doctest.h>

#include "deploy/member_url.hpp"
#include "document/yaml.hpp"
#include "support/error_of.hpp"
#include "unit/kube/scripted_session.hpp"

namespace corootctl::tests::deploy_member_url {

namespace {

std::string found_url(const std::shared_ptr<tests::ScriptedSession>& session, const std::string& spec) {
  const deploy::Installation member{"coroot", "coroot", document::parse_yaml("spec: " + spec, "test").value()};
  const auto url = deploy::find_member_url(kube::Reader(session), member, {});
  return url ? *url : describe(url.error());
}

}  // namespace

TEST_CASE("a member's URL has its base path, whichever way it is found (operator 22)") {
  constexpr const char* service = "GET /api/v1/namespaces/coroot/services/coroot-coroot";
  const auto session = std::make_shared<tests::ScriptedSession>();
  CHECK(found_url(session, "{ingress: {host: a.example.com, path: coroot/}}") == "http://a.example.com/coroot");
  CHECK(found_url(session, "{ingress: {host: a.example.com, tls: {hosts: [a.example.com]}}}") ==
        "https://a.example.com");
  session->on(service, 200, R"({"status":{"loadBalancer":{"ingress":[{"ip":"10.0.0.9"}]}}})")
      .on(service, 200, R"({"spec":{"type":"NodePort","ports":[{"port":8080,"nodePort":30001}]}})")
      .on("GET /api/v1/nodes?limit=500", 200,
          R"({"items":[{"metadata":{"name":"n"},"status":{"addresses":[)"
          R"({"type":"InternalIP","address":"10.0.0.1"}]}}]})");
  const std::string spec = "{env: [{name: URL_BASE_PATH, value: /coroot}]}";
  CHECK(found_url(session, spec) == "http://10.0.0.9:8080/coroot");
  CHECK(found_url(session, spec) == "http://10.0.0.1:30001/coroot");
}

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

}  // namespace corootctl::tests::deploy_member_url
