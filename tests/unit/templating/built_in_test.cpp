#include <doctest/doctest.h>

#include "base/files.hpp"
#include "document/yaml.hpp"
#include "support/golden.hpp"
#include "support/temporary_directory.hpp"
#include "templating/template.hpp"

namespace corootctl::tests::templating_built_in {

using document::List;
using document::parse_yaml;
using document::to_yaml;
using document::Value;

namespace {

/// What deploy gives every template, changed by `parameters`.
std::string rendered(const std::string& name, const std::string& parameters) {
  auto values = parse_yaml(R"(
name: coroot
namespace: coroot
refresh_interval: 15s
service: {type: NodePort, node_port: 30001}
agent_key: {secret: coroot, key: agent-api-key}
multi_cluster_key: {secret: coroot, key: multi-cluster-api-key}
)",
                           "common")
                    .value();
  const auto given = parse_yaml(parameters, "parameters").value();
  for (const auto& [key, value] : given.as_object()) values.object().set(key, value);
  const auto out = templating::render(templating::built_in(name).value(), name, values);
  return out ? to_yaml(*out) : describe(out.error());
}

}  // namespace

TEST_CASE("every parameter of the member template has its place") {
  const auto yaml = rendered("member.yaml", R"(
name: east
namespace: observability
refresh_interval: 30s
project: prod-east
auth_anonymous_role: Viewer
service_accounts: [{name: ci, role: Editor, description: key of ci, secret: machines, key: ci}]
service: {type: LoadBalancer, port: 8081, node_port: 31000, grpc_node_port: 31001, annotations: {team: sre}}
ingress: {class_name: nginx, host: coroot.example.com, path: /coroot, tls: {hosts: [coroot.example.com],
     secretName: tls}}
enterprise: {license_secret: licence, license_key: key, image: registry.example.com/coroot-ee:1.2.3}
agent_key: {secret: keys, key: agents}
multi_cluster_key: {secret: keys, key: hub}
storage:
  coroot: {size: 20Gi, class_name: fast, reclaim_policy: Retain}
  prometheus: {size: 30Gi, class_name: fast}
  clickhouse: {size: 200Gi, reclaim_policy: Retain}
  keeper: {size: 5Gi}
)");
  CHECK(yaml == support::golden("resources/member-every-parameter.yaml", yaml));
}

TEST_CASE("a ClusterIP service has no node port") {
  const auto tree = parse_yaml(rendered("member.yaml", "{project: a, service: {type: ClusterIP}}"), "rendered").value();
  CHECK(to_yaml(tree.at({"spec", "service"})) == "type: ClusterIP\n");
}

TEST_CASE("a member without a project is refused") {
  CHECK(rendered("member.yaml", "{}") == "template member.yaml: line 63: parameter project is missing");
}

TEST_CASE("the hub template holds the members, its own project and the aggregate") {
  const auto yaml = rendered("hub.yaml", R"(
project: prod-c
remotes:
- {name: prod-a, url: "https://coroot-a.example.com", secret: remote-coroot-clusters, key: prod-a,
     metric_resolution: 15s}
- {name: prod-b, url: "https://coroot-b.example.com", secret: remote-coroot-clusters, key: prod-b,
     metric_resolution: 15s}
aggregates: [{name: prod-global, members: [prod-a, prod-b, prod-c]}]
)");
  CHECK(yaml == support::golden("resources/hub.yaml", yaml));
}

TEST_CASE("a member whose certificate is not to be checked is marked in the hub") {
  const auto tree = parse_yaml(rendered("hub.yaml", R"(
remotes:
- {name: prod-b, url: "http://10.0.0.2:30001", tls_skip_verify: true, secret: remote-coroot-clusters, key: prod-b,
     metric_resolution: 30s}
aggregates: [{name: prod-global, members: [prod-b]}]
)"),
                               "rendered")
                        .value();
  CHECK(to_yaml(tree.at({"spec", "projects"})[std::size_t{0}]) == R"(name: prod-b
remoteCoroot:
  url: http://10.0.0.2:30001
  tlsSkipVerify: true
  apiKeySecret:
    name: remote-coroot-clusters
    key: prod-b
  metricResolution: 30s
)");
}

TEST_CASE("a hub without a project of its own sends no agents' key") {
  CHECK(rendered("hub.yaml", R"(
remotes:
- {name: prod-a, url: "https://a.example.com", secret: remote-coroot-clusters, key: prod-a, metric_resolution: 15s}
aggregates: [{name: prod-global, members: [prod-a]}]
)") == R"(apiVersion: coroot.com/v1
kind: Coroot
metadata:
  name: coroot
  namespace: coroot
spec:
  metricsRefreshInterval: 15s
  service:
    type: NodePort
    nodePort: 30001
  projects:
    - name: prod-a
      remoteCoroot:
        url: https://a.example.com
        apiKeySecret:
          name: remote-coroot-clusters
          key: prod-a
        metricResolution: 15s
    - name: prod-global
      memberProjects:
        - prod-a
)");
}

TEST_CASE("an unknown built-in template is not found") {
  const auto out = templating::built_in("nope.yaml");
  REQUIRE(!out);
  CHECK(out.error().kind == ErrorKind::not_found);
  CHECK(describe(out.error()) == "there is no built-in template nope.yaml");
}

TEST_CASE("a user's template directory wins, and the built-in fills its gaps") {
  const auto directory = TemporaryDirectory::create().value();
  REQUIRE(write_file_atomically(directory.path() + "/member.yaml", "kind: Mine\n", 0600));
  CHECK(templating::load(directory.path(), "member.yaml").value() == "kind: Mine\n");
  CHECK(templating::load(directory.path(), "hub.yaml").value() == templating::built_in("hub.yaml").value());
  CHECK(templating::load("", "member.yaml").value() == templating::built_in("member.yaml").value());
}

}  // namespace corootctl::tests::templating_built_in
