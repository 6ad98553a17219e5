#include <doctest/doctest.h>

#include "base/base64.hpp"
#include "document/yaml.hpp"
#include "ops/link/plan.hpp"
#include "support/error_of.hpp"
#include "support/golden.hpp"
#include "unit/ops/steps.hpp"

namespace corootctl::tests::ops_link_plan {

namespace {

ops::LinkSettings settings() {
  ops::LinkSettings out;
  out.hub_project = "prod-c";
  out.aggregate = "prod-global";
  out.resource.node_port = 30001;
  return out;
}

ops::LinkMember member(const std::string& letter) {
  ops::LinkMember out;
  out.project = "prod-" + letter;
  out.cluster.context = "cluster-" + letter;
  return out;
}

ops::ReadMember read(const std::string& letter) {
  ops::ReadMember out;
  out.asked = member(letter);
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
  const auto planned = ops::plan_resource(settings(), two_members(), {});
  REQUIRE(planned.has_value());
  const auto yaml = document::to_yaml(*planned);
  CHECK(yaml == support::golden("resources/hub.yaml", yaml));
}

TEST_CASE(
    "a hub that was installed like a member keeps foreign entries and their order, and sends all we own (operator 1; "
    "objects 8)") {
  auto asked = settings();
  asked.hub_project = "";
  const auto planned =
      ops::plan_resource(asked, two_members(), hub_with(installed_like_a_member).installation->resource);
  REQUIRE(planned.has_value());
  const auto yaml = document::to_yaml(*planned);
  CHECK(yaml == support::golden("resources/hub-installed-like-a-member.yaml", yaml));
}

TEST_CASE("planning again on the planned resource changes nothing") {
  const auto once = ops::plan_resource(settings(), two_members(), {}).value();
  auto hub = hub_with(document::to_yaml(once));
  const auto again = ops::plan_resource(settings(), two_members(), hub.installation->resource).value();
  CHECK(again.at({"spec", "projects"}) == once.at({"spec", "projects"}));
  CHECK(ops::entry_outcome(hub, again, "prod-a") == "unchanged");
}

TEST_CASE("a new address changes the entry and keeps what somebody added to it") {
  const auto once = ops::plan_resource(settings(), two_members(), {}).value();
  auto hub = hub_with(document::to_yaml(once));
  auto& entry = hub.installation->resource.make({"spec", "projects"}).list().front();
  entry.make({"remoteCoroot", "tlsSkipVerify"}) = true;
  auto members = two_members();
  members[0].url = "https://new.example.com";
  const auto planned = ops::plan_resource(settings(), members, hub.installation->resource).value();
  const auto& remote = planned.at({"spec", "projects"})[std::size_t{0}]["remoteCoroot"];
  CHECK(remote["url"].as_string() == "https://new.example.com");
  CHECK(remote["tlsSkipVerify"].as_bool());
  CHECK(ops::entry_outcome(hub, planned, "prod-a") == "changed");
}

TEST_CASE("a member's name that the hub uses for another kind of project is refused") {
  auto asked = settings();
  asked.hub_project = "";
  auto members = two_members();
  members[0].asked.project = "foreign";
  const auto planned = ops::plan_resource(asked, members, hub_with(installed_like_a_member).installation->resource);
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
  const auto planned = ops::plan_secret(settings().place, two_members(), hub.secret);
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
  auto members = two_members();
  members[1].uid = "uid-a";
  CHECK(error_of(ops::check_link("cluster-c", "uid-c", members)).what ==
        "member cluster-a and member cluster-b are the same cluster (one kube-system UID)");
  members = two_members();
  members[0].uid = "uid-c";
  CHECK(error_of(ops::check_link("cluster-c", "uid-c", members)).what ==
        "hub cluster-c and member cluster-a are the same cluster (one kube-system UID)");
  members = two_members();
  members[1].key = SecretString("key-of-a");
  CHECK(error_of(ops::check_link("cluster-c", "uid-c", members)).what == "members prod-a and prod-b have the same key");
  members = two_members();
  members[1].url = members[0].url;
  CHECK(error_of(ops::check_link("cluster-c", "uid-c", members)).what ==
        "member cluster-a and member cluster-b have the same URL https://coroot-a.example.com");
}

TEST_CASE("flags that contradict each other are refused before any cluster is asked (operator 5)") {
  const auto refusal = [](const ops::LinkSettings& asked, const std::vector<ops::LinkMember>& members) {
    const auto checked = ops::check_link_flags(asked, "cluster-c", members);
    REQUIRE_FALSE(checked.has_value());
    return checked.error();
  };
  std::vector members{member("a"), member("b")};
  members[1].project = "prod-a";
  CHECK(refusal(settings(), members).what ==
        "--member cluster-a=prod-a and --member cluster-b=prod-a name the same project prod-a");
  members[1] = member("b");
  members[1].cluster.context = "cluster-c";
  CHECK(refusal(settings(), members).what == "--hub and --member cluster-c=prod-b name the same cluster cluster-c");
  auto asked = settings();
  asked.metric_resolution = "1d";
  CHECK(refusal(asked, {member("a")}).what == "--metric-resolution: '1d' is not a duration Coroot accepts");
  CHECK(refusal(settings(), {}).kind == ErrorKind::usage);
}

TEST_CASE("the plan of a link tries the resource, writes the Secret, then the resource, each over what was read") {
  auto asked = settings();
  asked.hub_project = "";
  const auto hub = hub_with(installed_like_a_member);
  const auto plan = ops::plan_link(asked, "cluster-c", two_members(), hub);
  REQUIRE(plan.has_value());
  CHECK(tests::show(plan->steps) ==
        std::vector<std::string>{
            "cluster-c: check Coroot coroot/coroot (nothing is written if it is refused)",
            "cluster-c: apply Secret coroot/remote-coroot-clusters (the members' keys, which the resource names)",
            "cluster-c: apply Coroot coroot/coroot (the members' projects and the aggregate)"});
  CHECK(plan->steps[0].document == plan->steps[2].document);
  CHECK(plan->known.at("Coroot coroot/coroot") == hub.installation->resource);
  CHECK(plan->known.at("Secret coroot/remote-coroot-clusters") == std::nullopt);
}

}  // namespace corootctl::tests::ops_link_plan
