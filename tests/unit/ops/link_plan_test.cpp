#include <doctest/doctest.h>

#include "base/base64.hpp"
#include "document/yaml.hpp"
#include "ops/link/plan.hpp"
#include "support/error_of.hpp"

using namespace corootctl;

namespace {

ops::LinkRequest request() {
  ops::LinkRequest out;
  out.hub.context = "cluster-c";
  out.hub_project = "prod-c";
  out.aggregate = "prod-global";
  out.hub_settings.node_port = 30001;
  for (const auto* letter : {"a", "b"}) {
    ops::LinkMember member;
    member.project = std::string("prod-") + letter;
    member.cluster.context = std::string("cluster-") + letter;
    out.members.push_back(std::move(member));
  }
  return out;
}

ops::ReadMember read(const std::string& letter) {
  ops::ReadMember out;
  out.asked.project = "prod-" + letter;
  out.asked.cluster.context = "cluster-" + letter;
  out.uid = "uid-" + letter;
  out.url = "https://coroot-" + letter + ".example.com";
  out.metric_resolution = "15s";
  out.key = SecretString("key-of-" + letter);
  return out;
}

std::vector<ops::ReadMember> two_members() { return {read("a"), read("b")}; }

ops::ReadHub hub_with(const std::string& resource) {
  ops::ReadHub out;
  out.uid = "uid-c";
  out.installation = deploy::Installation{"coroot", "coroot", document::parse_yaml(resource, "hub").value()};
  return out;
}

constexpr auto installed_like_a_member = R"(
apiVersion: coroot.com/v1
kind: Coroot
metadata:
  name: coroot
  namespace: coroot
  resourceVersion: "7"
  managedFields:
  - manager: corootctl
    operation: Apply
    fieldsV1: {f:spec: {f:metricsRefreshInterval: {}, f:projects: {}}}
spec:
  metricsRefreshInterval: 15s
  replicas: 1
  projects:
  - {name: foreign, memberProjects: [one, two]}
  - {name: prod-c, apiKeys: [{keySecret: {name: coroot, key: agent-api-key}}]}
)";

}  // namespace

TEST_CASE("a hub without a resource gets the guide's") {
  ops::ReadHub hub;
  const auto planned = ops::plan_resource(request(), two_members(), hub);
  REQUIRE(planned.has_value());
  CHECK(document::to_yaml(*planned) == R"(apiVersion: coroot.com/v1
kind: Coroot
metadata:
  name: coroot
  namespace: coroot
spec:
  metricsRefreshInterval: 15s
  service:
    type: NodePort
    nodePort: 30001
  apiKeySecret:
    name: coroot
    key: agent-api-key
  projects:
    - name: prod-a
      remoteCoroot:
        url: https://coroot-a.example.com
        apiKeySecret:
          name: remote-coroot-clusters
          key: prod-a
        metricResolution: 15s
    - name: prod-b
      remoteCoroot:
        url: https://coroot-b.example.com
        apiKeySecret:
          name: remote-coroot-clusters
          key: prod-b
        metricResolution: 15s
    - name: prod-c
      apiKeys:
        - description: agents
          keySecret:
            name: coroot
            key: agent-api-key
    - name: prod-global
      memberProjects:
        - prod-a
        - prod-b
        - prod-c
)");
}

TEST_CASE(
    "a hub that was installed like a member keeps foreign entries and their order, and sends all we own (operator 1; "
    "objects 8)") {
  auto asked = request();
  asked.hub_project = "";
  const auto planned = ops::plan_resource(asked, two_members(), hub_with(installed_like_a_member));
  REQUIRE(planned.has_value());
  CHECK(document::to_yaml(*planned) == R"(apiVersion: coroot.com/v1
kind: Coroot
metadata:
  name: coroot
  namespace: coroot
  resourceVersion: "7"
spec:
  metricsRefreshInterval: 15s
  projects:
    - name: foreign
      memberProjects:
        - one
        - two
    - name: prod-c
      apiKeys:
        - keySecret:
            name: coroot
            key: agent-api-key
    - name: prod-a
      remoteCoroot:
        url: https://coroot-a.example.com
        apiKeySecret:
          name: remote-coroot-clusters
          key: prod-a
        metricResolution: 15s
    - name: prod-b
      remoteCoroot:
        url: https://coroot-b.example.com
        apiKeySecret:
          name: remote-coroot-clusters
          key: prod-b
        metricResolution: 15s
    - name: prod-global
      memberProjects:
        - prod-a
        - prod-b
        - prod-c
)");
}

TEST_CASE("planning again on the planned resource changes nothing") {
  const auto once = ops::plan_resource(request(), two_members(), ops::ReadHub{}).value();
  auto hub = hub_with(document::to_yaml(once));
  const auto again = ops::plan_resource(request(), two_members(), hub).value();
  CHECK(again.at({"spec", "projects"}) == once.at({"spec", "projects"}));
  CHECK(ops::entry_outcome(hub, again, "prod-a") == "unchanged");
}

TEST_CASE("a new address changes the entry and keeps what somebody added to it") {
  const auto once = ops::plan_resource(request(), two_members(), ops::ReadHub{}).value();
  auto hub = hub_with(document::to_yaml(once));
  auto& entry = hub.installation->resource.make({"spec", "projects"}).list().front();
  entry.make({"remoteCoroot", "tlsSkipVerify"}) = true;
  auto members = two_members();
  members[0].url = "https://new.example.com";
  const auto planned = ops::plan_resource(request(), members, hub).value();
  const auto& remote = planned.at({"spec", "projects"})[std::size_t{0}]["remoteCoroot"];
  CHECK(remote["url"].as_string() == "https://new.example.com");
  CHECK(remote["tlsSkipVerify"].as_bool());
  CHECK(ops::entry_outcome(hub, planned, "prod-a") == "changed");
}

TEST_CASE("a member's name that the hub uses for another kind of project is refused") {
  auto asked = request();
  asked.hub_project = "";
  asked.members[0].project = "foreign";
  auto members = two_members();
  members[0].asked.project = "foreign";
  const auto planned = ops::plan_resource(asked, members, hub_with(installed_like_a_member));
  REQUIRE_FALSE(planned.has_value());
  CHECK(planned.error().kind == ErrorKind::invalid);
  CHECK(planned.error().what == "the hub has a project foreign already, of kind aggregate");
}

TEST_CASE("the Secret carries the members' keys and those we put there before, not foreign ones") {
  ops::ReadHub hub;
  hub.secret = document::parse_yaml(R"(
apiVersion: v1
kind: Secret
metadata:
  name: remote-coroot-clusters
  namespace: coroot
  resourceVersion: "9"
  managedFields:
  - {manager: corootctl, operation: Apply, fieldsV1: {f:data: {f:prod-z: {}}}}
  - {manager: kubectl-create, operation: Update, fieldsV1: {f:data: {f:by-hand: {}}, f:type: {}}}
data: {prod-z: enph, by-hand: aGFuZA==}
type: Opaque
)",
                                    "secret")
                   .value();
  const auto planned = ops::plan_secret(request(), two_members(), hub);
  CHECK(document::to_yaml(planned["data"]) ==
        "prod-z: enph\nprod-a: " + base64_encode("key-of-a") + "\nprod-b: " + base64_encode("key-of-b") + "\n");
  CHECK(planned.at({"metadata", "resourceVersion"}).as_string() == "9");
  CHECK(planned["type"].is_null());
}

TEST_CASE("a key in the hub's Secret is created, changed or unchanged") {
  ops::ReadHub hub;
  CHECK(ops::key_outcome(hub, read("a")) == "created");
  hub.secret =
      document::parse_yaml("data: {prod-a: " + base64_encode("key-of-a") + ", prod-b: b2xk}", "secret").value();
  CHECK(ops::key_outcome(hub, read("a")) == "unchanged");
  CHECK(ops::key_outcome(hub, read("b")) == "changed");
}

TEST_CASE("one cluster under two names, one key in two members and one URL twice are refused with both names") {
  ops::ReadHub hub;
  hub.uid = "uid-c";
  auto members = two_members();
  members[1].uid = "uid-a";
  CHECK(error_of(ops::check_link(request(), members, hub)).what ==
        "member cluster-a and member cluster-b are the same cluster (one kube-system UID)");
  members = two_members();
  members[0].uid = "uid-c";
  CHECK(error_of(ops::check_link(request(), members, hub)).what ==
        "hub cluster-c and member cluster-a are the same cluster (one kube-system UID)");
  members = two_members();
  members[1].key = SecretString("key-of-a");
  CHECK(error_of(ops::check_link(request(), members, hub)).what == "members prod-a and prod-b have the same key");
  members = two_members();
  members[1].url = members[0].url;
  CHECK(error_of(ops::check_link(request(), members, hub)).what ==
        "member cluster-a and member cluster-b have the same URL https://coroot-a.example.com");
}

TEST_CASE("flags that contradict each other are refused before any cluster is asked (operator 5)") {
  auto asked = request();
  asked.members[1].project = "prod-a";
  CHECK(ops::check_link_flags(asked).error().what ==
        "--member cluster-a=prod-a and --member cluster-b=prod-a name the same project prod-a");
  asked = request();
  asked.members[1].cluster.context = "cluster-c";
  CHECK(ops::check_link_flags(asked).error().what ==
        "--hub and --member cluster-c=prod-b name the same cluster cluster-c");
  asked = request();
  asked.metric_resolution = "1d";
  CHECK(error_of(ops::check_link_flags(asked)).what == "--metric-resolution: '1d' is no duration that Coroot accepts");
  asked = request();
  asked.members.clear();
  CHECK(error_of(ops::check_link_flags(asked)).kind == ErrorKind::usage);
}
