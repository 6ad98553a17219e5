#include "fleetfile/resources.hpp"

#include <doctest/doctest.h>

#include "document/yaml.hpp"
#include "support/golden.hpp"

namespace corootctl::tests::fleetfile_resources {

using fleetfile::Cluster;
using fleetfile::Fleet;

namespace {

Cluster cluster(const std::string& name, const std::string& url) {
  Cluster out;
  out.name = out.context = out.project = name;
  out.url = url;
  return out;
}

Fleet both_topologies() {
  Fleet out;
  out.hub = cluster("prod-c", "https://coroot-c.example.com");
  out.hub.settings.node_port = 30001;
  out.members = {cluster("prod-a", "https://coroot-a.example.com"), cluster("edge", ""),
                 cluster("prod-b", "https://coroot-b.example.com")};
  out.members[1].topology = fleetfile::Topology::agents;
  out.aggregates = {{"prod-global", {"prod-a", "edge", "prod-b", "prod-c"}}, {"prod-eu", {"prod-a", "prod-b"}}};
  return out;
}

std::string text_of(const Result<document::Value>& resource) {
  return resource ? document::to_yaml(*resource) : describe(resource.error()) + "\n" + resource.error().hint;
}

}  // namespace

TEST_CASE("the hub has the remote members, those that push, its own project and every aggregate") {
  const auto yaml = text_of(fleetfile::hub_resource(both_topologies()));
  CHECK(yaml == support::golden("fleet/hub.yaml", yaml));
}

TEST_CASE("a remote member of a fleet is what install makes of its settings") {
  const auto fleet = both_topologies();
  CHECK(text_of(fleetfile::member_resource(fleet, fleet.members[0])) ==
        text_of(deploy::member_resource(fleet.members[0].settings, "coroot", "prod-a")));
}

TEST_CASE("a member with agents alone pushes to the hub with the key of its own Secret") {
  auto fleet = both_topologies();
  fleet.members[1].tls_skip_verify = true;
  fleet.members[1].settings.sets = {"nodeAgent.trackPublicNetworks=true"};
  CHECK(text_of(fleetfile::member_resource(fleet, fleet.members[1])) == R"(apiVersion: coroot.com/v1
kind: Coroot
metadata:
  name: coroot
  namespace: coroot
spec:
  metricsRefreshInterval: 15s
  agentsOnly:
    corootURL: https://coroot-c.example.com
    tlsSkipVerify: true
  apiKeySecret:
    name: coroot-hub-key
    key: agent-api-key
  nodeAgent:
    trackPublicNetworks: true
)");
}

TEST_CASE("the hub asks a remote member as often as its resource is refreshed, however that is said") {
  auto fleet = both_topologies();
  CHECK(fleetfile::metric_resolution(fleet, fleet.members[0]).value() == "15s");
  fleet.members[0].settings.sets = {"metricsRefreshInterval=1m"};
  CHECK(fleetfile::metric_resolution(fleet, fleet.members[0]).value() == "1m");
  fleet.members[0].metric_resolution = "2m";
  CHECK(fleetfile::metric_resolution(fleet, fleet.members[0]).value() == "2m");
}

TEST_CASE("an address that is missing is asked for by the cluster's name") {
  auto fleet = both_topologies();
  fleet.members[2].url.clear();
  CHECK(text_of(fleetfile::hub_resource(fleet)) ==
        "member prod-b: url is missing: the hub reads the member there\n"
        "Add url: https://... to its block in the fleet file.");
  fleet.hub.url.clear();
  CHECK(text_of(fleetfile::member_resource(fleet, fleet.members[1])) ==
        "member edge: hub prod-c: url is missing: agents of other clusters push to it\n"
        "Add url: https://... to its block in the fleet file.");
}

TEST_CASE("a project that Coroot would see twice is refused") {
  auto fleet = both_topologies();
  fleet.members[2].project = "prod-a";
  CHECK(text_of(fleetfile::hub_resource(fleet)) ==
        "the hub's project prod-a is there twice, and Coroot takes the last of the two\nTake one of them out.");
}

}  // namespace corootctl::tests::fleetfile_resources
