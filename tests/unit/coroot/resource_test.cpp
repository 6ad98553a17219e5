#include <doctest/doctest.h>

#include "coroot/resource.hpp"
#include "document/yaml.hpp"

namespace corootctl::tests::coroot_resource {

namespace {

document::Value hub() {
  return document::parse_yaml(R"(
metadata: {name: coroot, namespace: coroot}
spec:
  projects:
  - {name: prod-a, remoteCoroot: {url: "https://a.example.com", apiKeySecret: {name: remote, key: prod-a},
       metricResolution: 15s}}
  - {name: prod-c, apiKeys: [{keySecret: {name: coroot, key: agent-api-key}}, {key: plain}]}
  - {name: prod-global, memberProjects: [prod-a, prod-c]}
  - {name: prod-x}
)",
                              "test")
      .value();
}

}  // namespace

TEST_CASE("a project's kind is told by what it holds (operator 3)") {
  using coroot::ProjectKind;
  const auto resource = hub();
  CHECK(coroot::kind_of(*coroot::find_project(resource, "prod-a")) == ProjectKind::remote);
}

TEST_CASE("projects are found by name and listed in order") {
  const auto resource = hub();
  CHECK(coroot::project_names(resource) == std::vector<std::string>{"prod-a", "prod-c", "prod-global", "prod-x"});
  CHECK(coroot::find_project(resource, "prod-b") == nullptr);
  CHECK(coroot::name_of(coroot::kind_of(*coroot::find_project(resource, "prod-c"))) == "agents");
  CHECK(coroot::name_of(coroot::kind_of(*coroot::find_project(resource, "prod-global"))) == "aggregate");
  CHECK(coroot::name_of(coroot::kind_of(*coroot::find_project(resource, "prod-x"))) == "empty");
}

TEST_CASE("key references leave plain keys out") {
  const auto resource = hub();
  const auto refs = coroot::key_refs(*coroot::find_project(resource, "prod-c"));
  REQUIRE(refs.size() == 1);
  CHECK(refs[0].secret == "coroot");
  CHECK(refs[0].key == "agent-api-key");
}

TEST_CASE("the operator makes keys of projects and of service accounts (operator 15; links 7)") {
  auto resource = hub();
  resource.make({"spec", "serviceAccounts"}) =
      document::parse_yaml("[{name: ci, apiKeys: [{keySecret: {name: machines, key: ci}}, {key: plain}]}]", "test")
          .value();
  std::vector<std::string> names;
  for (const auto& ref : coroot::made_key_refs(resource)) names.push_back(ref.secret + "/" + ref.key);
  CHECK(names == std::vector<std::string>{"coroot/agent-api-key", "machines/ci"});
}

TEST_CASE("project names follow the rule of Coroot's user interface (operator 4)") {
  for (const auto* good : {"abc", "prod-a", "a_b", "000"}) CHECK(coroot::is_valid_project_name(good));
  for (const auto* bad : {"", "ab", "Prod", "prod a", "prod.a", "pröd"})
    CHECK_FALSE(coroot::is_valid_project_name(bad));
}

TEST_CASE("the base path is that of the ingress, unless the server's environment says another (operator 22)") {
  const auto path_of = [](const char* spec) {
    return coroot::base_path(document::parse_yaml(std::string("spec: ") + spec, "test").value());
  };
  CHECK(path_of("{}").empty());
  for (const auto* written : {"/coroot", "coroot", "/coroot/", "coroot/", "'//coroot//'"}) {
    CAPTURE(written);
    CHECK(path_of((std::string("{ingress: {path: ") + written + "}}").c_str()) == "/coroot");
    CHECK(path_of((std::string("{env: [{name: URL_BASE_PATH, value: ") + written + "}]}").c_str()) == "/coroot");
  }
  CHECK(path_of("{ingress: {path: /}}").empty());
  CHECK(path_of("{ingress: {path: /a/b/}}") == "/a/b");
  CHECK(path_of("{ingress: {path: /a}, env: [{name: URL_BASE_PATH, value: /b}, {name: X, value: /c}]}") == "/b");
  CHECK(path_of("{env: [{name: URL_BASE_PATH, value: /a}, {name: URL_BASE_PATH, value: /b}]}") == "/b");
  CHECK(path_of("{ingress: {path: /a}, env: [{name: URL_BASE_PATH, value: ''}]}").empty());
}

TEST_CASE("a Service speaks TLS when the server listens so on its port (operator 23)") {
  const auto is_tls = [](const char* spec) {
    return coroot::is_served_by_tls(document::parse_yaml(std::string("spec: ") + spec, "test").value());
  };
  CHECK(is_tls("{env: [{name: HTTPS_LISTEN, value: ':8080'}]}"));
  CHECK(is_tls("{service: {port: 8443}, env: [{name: HTTPS_LISTEN, value: '0.0.0.0:8443'}]}"));
  CHECK_FALSE(is_tls("{env: [{name: HTTPS_LISTEN, value: ':8443'}]}"));
  CHECK_FALSE(is_tls("{tls: {certSecret: {name: a, key: b}}}"));
}

TEST_CASE("the service port and the refresh interval have the operator's defaults (operator 2)") {
  CHECK(coroot::service_port(hub()) == 8080);
  CHECK(coroot::refresh_interval(hub()) == "15s");
}

}  // namespace corootctl::tests::coroot_resource
