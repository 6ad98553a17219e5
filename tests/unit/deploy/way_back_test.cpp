#include "deploy/way_back.hpp"

#include <doctest/doctest.h>

#include "document/yaml.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::tests::deploy_way_back {
namespace {

using document::Value;
using Lines = std::vector<std::string>;

const kube::ObjectRef resource{kube::resources::coroots(), "coroot", "coroot"};
const kube::ObjectRef secret{kube::resources::secrets(), "coroot", "remote-coroot-clusters"};

Value yaml(const std::string& text) { return document::parse_yaml(text, "test").value(); }
Value with_projects(const std::string& projects) { return yaml("spec: {projects: " + projects + "}"); }

}  // namespace

TEST_CASE("the way back removes what was added and puts back what was there, last project first, tested by name") {
  const auto before = with_projects("[{name: prod-c}, {name: all, memberProjects: [prod-c]}]");
  const auto after = with_projects(
      "[{name: prod-c}, {name: all, memberProjects: [prod-c, prod-a]}, {name: prod-a, remoteCoroot: {}}]");
  CHECK(deploy::way_back("the hub", resource, before, after) ==
        Lines{"kubectl --context 'the hub' -n coroot patch coroot coroot --type=json -p "
              R"('[{"op":"test","path":"/spec/projects/2/name","value":"prod-a"},)"
              R"({"op":"remove","path":"/spec/projects/2"},)"
              R"({"op":"test","path":"/spec/projects/1/name","value":"all"},)"
              R"({"op":"replace","path":"/spec/projects/1","value":{"name":"all","memberProjects":["prod-c"]}}]')"});
  CHECK(deploy::way_back("hub", resource, before, before).empty());
  CHECK(deploy::way_back("hub", resource, std::nullopt, after) ==
        Lines{"kubectl --context hub -n coroot delete coroot coroot"});
}

TEST_CASE("the way back never shows a key: what had one is named") {
  const auto before = with_projects("[{name: prod-a, remoteCoroot: {apiKey: secret-key}}]");
  const auto after = with_projects("[{name: prod-a, remoteCoroot: {apiKeySecret: {name: x, key: prod-a}}}]");
  CHECK(deploy::way_back("hub", resource, before, after) ==
        Lines{"# project prod-a had a plain key, which is not shown: put its entry back by hand"});
  CHECK(deploy::way_back_of_keys("hub", secret, yaml("data: {prod-a: b2xk, prod-b: c2FtZQ==}"),
                                 yaml("data: {prod-a: bmV3, prod-b: c2FtZQ==, prod-d: bmV3}")) ==
        Lines{R"(kubectl --context hub -n coroot patch secret remote-coroot-clusters --type=json -p )"
              R"('[{"op":"remove","path":"/data/prod-d"}]')",
              "# Secret coroot/remote-coroot-clusters: the earlier keys prod-a are not kept"});
  CHECK(deploy::way_back_of_keys("hub", secret, std::nullopt, yaml("data: {prod-a: bmV3}")) ==
        Lines{"kubectl --context hub -n coroot delete secret remote-coroot-clusters"});
}

}  // namespace corootctl::tests::deploy_way_back
