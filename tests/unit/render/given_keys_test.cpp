#include "render/given_keys.hpp"

#include <doctest/doctest.h>

namespace corootctl::tests::render_given_keys {

using fleetfile::Cluster;
using fleetfile::Fleet;

namespace {

Cluster cluster(const std::string& name, fleetfile::Topology topology) {
  Cluster out;
  out.name = out.context = out.project = name;
  out.topology = topology;
  return out;
}

Fleet fleet() {
  Fleet out;
  out.hub = cluster("prod-c", fleetfile::Topology::remote);
  out.members = {cluster("edge", fleetfile::Topology::agents), cluster("prod-a", fleetfile::Topology::remote)};
  return out;
}

std::string mistakes(const std::string& text) {
  const auto out = render::read_given_keys(text, "keys.yaml", fleet());
  return out ? "" : describe(out.error()) + "\n" + out.error().hint + "\n";
}

}  // namespace

TEST_CASE("keys for render: each project's, by what they are for, in YAML or JSON") {
  const auto keys = render::read_given_keys(R"(
prod-a:
  multi-cluster-api-key: aaaaaaaaaaaaaaaa
  agent-api-key: bbbbbbbbbbbbbbbb
edge: {"agent-api-key": "1234567890123456"}
)",
                                            "keys.yaml", fleet())
                        .value();
  REQUIRE(keys.size() == 3);
  CHECK(keys.at({"prod-a", "multi-cluster-api-key"}).reveal() == "aaaaaaaaaaaaaaaa");
  CHECK(keys.at({"prod-a", "agent-api-key"}).reveal() == "bbbbbbbbbbbbbbbb");
  CHECK(keys.at({"edge", "agent-api-key"}).reveal() == "1234567890123456");
}

TEST_CASE("keys for render: every mistake is told with its place, and none of them shows a key") {
  CHECK(mistakes(R"(prod-x: {agent-api-key: hidden-hidden-1}
hidden-hidden-2: ""
prod-a:
  agent-api-key: 1234567890123456
  multi-cluster-api-key: hid2
edge:
  multi-cluster-api-key: hidden-hidden-3
  agent-api-key: hidden hidden 4
prod-c: hidden-hidden-5
prod-c: {}
)") == R"(keys.yaml:10:1: a name that is there already
keys.yaml:1:1: the fleet has no such project; it has edge, prod-a, prod-c
keys.yaml:2:1: the fleet has no such project; it has edge, prod-a, prod-c
keys.yaml:4:18: prod-a agent-api-key: a text is needed, and this reads as integer; quote it
keys.yaml:5:26: prod-a multi-cluster-api-key: shorter than 8 characters
keys.yaml:7:3: edge: no cluster of the fleet needs a key of this name
keys.yaml:8:18: edge agent-api-key: has characters that no key has
Write PROJECT: {agent-api-key: KEY, multi-cluster-api-key: KEY}.
)");
  CHECK(mistakes("hidden-hidden-6") == R"(keys.yaml:1:1: no object of projects with their keys
Write PROJECT: {agent-api-key: KEY, multi-cluster-api-key: KEY}.
)");
  CHECK(mistakes("edge: hidden-hidden-7") == R"(keys.yaml:1:7: edge: no object of keys
Write PROJECT: {agent-api-key: KEY, multi-cluster-api-key: KEY}.
)");
}

}  // namespace corootctl::tests::render_given_keys
