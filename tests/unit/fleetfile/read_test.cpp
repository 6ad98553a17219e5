#include <doctest/doctest.h>

#include "document/json.hpp"
#include "fleetfile/read.hpp"

namespace corootctl::tests::fleetfile_read {

using fleetfile::read;

namespace {

constexpr auto three_clusters = R"(apiVersion: corootctl.coroot.com/v1
kind: Fleet
name: prod
defaults:
  operator: {version: "0.4.1", values: [operator.yaml]}
  exposure: {type: NodePort, nodePort: 30001}
  spec: {storage: {size: 10Gi}}
byLabel:
- match: {env: prod}
  spec: {replicas: 2}
hub:
  context: prod-c
  project: prod-c
  labels: {env: prod}
members:
- name: prod-a
  labels: {env: prod, region: eu}
  exposure: {type: Ingress, host: coroot-a.example.com, tlsSecret: coroot-tls}
  operator: {version: null}
- name: prod-b
  context: arn:aws:eks:eu-1:1:cluster/b
  kubeconfig: kube/b.yaml
  project: prod_b
  url: https://coroot-b.example.com/
  metricResolution: 30s
  safety: readonly
  operator: {install: false, version: null, values: null}
  spec: {storage: {size: 20Gi}}
aggregates:
- name: everything
- name: prod-only
  match: {env: prod}
  hub: false
- name: some
  members: [prod-b]
)";

std::string values_of(const fleetfile::Cluster& cluster) {
  std::string out;
  for (const auto& value : cluster.settings.values) out += document::to_json(value) + "\n";
  return out;
}

}  // namespace

TEST_CASE("fleet file: the hub and the members with what defaults, labels and their own blocks say") {
  const auto fleet = read(three_clusters, "fleets/corootctl.yaml");
  REQUIRE_MESSAGE(fleet, (fleet ? "" : fleet.error().what));
  CHECK(fleet->name == "prod");
  CHECK(fleet->namespace_name == "coroot");
  CHECK(fleet->secret == "remote-coroot-clusters");

  const auto& hub = fleet->hub;
  CHECK(hub.name == "prod-c");
  CHECK(hub.project == "prod-c");
  CHECK(hub.settings.service_type == "NodePort");
  CHECK(hub.settings.node_port == 30001);
  CHECK(hub.operator_source.chart_version == "0.4.1");
  CHECK(hub.operator_source.helm_values == std::vector<std::string>{"fleets/operator.yaml"});
  CHECK(values_of(hub) == R"({"spec":{"storage":{"size":"10Gi"}}}
{"spec":{"replicas":2}}
)");
}

TEST_CASE("fleet file: a member's own block wins field by field, and null takes back") {
  const auto fleet = read(three_clusters, "fleets/corootctl.yaml");
  REQUIRE(fleet);
  REQUIRE(fleet->members.size() == 2);
  const auto& a = fleet->members[0];
  CHECK(a.context == "prod-a");
  CHECK(a.project == "prod-a");
  CHECK(a.url.empty());
  CHECK(a.operator_source.chart_version.empty());
  CHECK(a.settings.service_type == "ClusterIP");
  CHECK(a.settings.node_port == 0);
  CHECK(a.settings.ingress_host == "coroot-a.example.com");
  CHECK(values_of(a) ==
        R"({"spec":{"ingress":{"tls":{"hosts":["coroot-a.example.com"],"secretName":"coroot-tls"}}}}
{"spec":{"storage":{"size":"10Gi"}}}
{"spec":{"replicas":2}}
)");

  const auto& b = fleet->members[1];
  CHECK(b.context == "arn:aws:eks:eu-1:1:cluster/b");
  CHECK(b.kubeconfig == "fleets/kube/b.yaml");
  CHECK(b.project == "prod_b");
  CHECK(b.url == "https://coroot-b.example.com");
  CHECK(b.metric_resolution == "30s");
  CHECK(b.safety == fleetfile::Safety::readonly);
  CHECK_FALSE(b.brings_operator);
  CHECK(b.settings.node_port == 30001);
  CHECK(b.position.line == 20);
  CHECK(values_of(b) == R"({"spec":{"storage":{"size":"10Gi"}}}
{"spec":{"storage":{"size":"20Gi"}}}
)");
}

TEST_CASE("fleet file: aggregates have members by name, by label or all, and the hub's own project last") {
  const auto fleet = read(three_clusters, "corootctl.yaml");
  REQUIRE(fleet);
  using Names = std::vector<std::string>;
  REQUIRE(fleet->aggregates.size() == 3);
  CHECK(fleet->aggregates[0].projects == Names{"prod-a", "prod_b", "prod-c"});
  CHECK(fleet->aggregates[1].projects == Names{"prod-a"});
  CHECK(fleet->aggregates[2].projects == Names{"prod_b", "prod-c"});
}

TEST_CASE("fleet file: JSON is read as YAML is, with places") {
  const auto fleet = read(R"({"apiVersion": "corootctl.coroot.com/v1", "kind": "Fleet",
 "hub": {"context": "hub"}, "members": [{"name": "prod-a"}]})",
                          "f.json");
  REQUIRE_MESSAGE(fleet, (fleet ? "" : fleet.error().what));
  CHECK(fleet->members[0].position.line == 2);
}

}  // namespace corootctl::tests::fleetfile_read
