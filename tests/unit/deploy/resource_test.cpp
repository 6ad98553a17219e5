#include <doctest/doctest.h>

#include "document/yaml.hpp"
#include "ops/install/install.hpp"
#include "support/golden.hpp"

namespace corootctl::tests::deploy_resource {

namespace {

deploy::ResourceSettings guide() {
  deploy::ResourceSettings settings;
  settings.node_port = 30001;
  return settings;
}

std::string rendered(const deploy::ResourceSettings& settings) {
  const auto resource = deploy::member_resource(settings, "coroot", "prod-a");
  return resource ? document::to_yaml(*resource) : "error: " + resource.error().what;
}

}  // namespace

TEST_CASE("the guide's settings give the guide's resource") {
  const auto yaml = rendered(guide());
  CHECK(yaml == support::golden("resources/member.yaml", yaml));
}

TEST_CASE("without a node port Kubernetes chooses one; an ingress, a licence and storage appear when they are set") {
  deploy::ResourceSettings settings;
  settings.service_type = "ClusterIP";
  settings.ingress_host = "coroot-a.example.com";
  settings.license_secret = "coroot-license";
  settings.storage_size = "20Gi";
  settings.storage_class = "fast";
  const auto yaml = rendered(settings);
  CHECK(yaml == support::golden("resources/member-ingress-and-storage.yaml", yaml));
}

TEST_CASE("service accounts name a Secret of their own, with one key an account (links 7)") {
  auto settings = guide();
  settings.name = "east";
  settings.service_accounts = {{"ci", "Viewer"}, {"deploys", "Editor"}};
  const auto yaml = rendered(settings);
  CHECK(yaml == support::golden("resources/member-service-accounts.yaml", yaml));
}

TEST_CASE("a service account is a name that can be a Secret's key, and a role that every Coroot has") {
  const auto read = [](const std::string& text) {
    const auto account = deploy::read_service_account(text);
    return account ? account->name + " as " + account->role : account.error().what;
  };
  CHECK(read("ci") == "ci as Viewer");
  CHECK(read("ci_1=Editor") == "ci_1 as Editor");
  for (const auto& bad : std::vector<std::string>{"", "CI-1", "ci.1", "a b", std::string(64, 'c')})
    CHECK(read(bad) == "'" + bad + "' is not a valid name of a service account");
  CHECK(read("build=viewer") == "'viewer' is no role of every Coroot: Viewer, Editor, Admin");
  CHECK(read("build=") == "'' is no role of every Coroot: Viewer, Editor, Admin");
}

TEST_CASE("--values and --set may name the spec or the whole resource") {
  auto settings = guide();
  settings.values = {document::parse_yaml("replicas: 2", "a").value(),
                     document::parse_yaml("metadata: {labels: {team: sre}}\nspec: {cacheTTL: 7d}", "b").value()};
  settings.sets = {"nodeAgent.trackPublicNetworks=true", "spec.service.nodePort=null"};
  const auto resource = deploy::member_resource(settings, "coroot", "prod-a");
  REQUIRE(resource.has_value());
  CHECK(resource->at({"spec", "replicas"}).as_integer() == 2);
  CHECK(resource->at({"spec", "cacheTTL"}).as_string() == "7d");
  CHECK(resource->at({"metadata", "labels", "team"}).as_string() == "sre");
  CHECK(resource->at({"spec", "nodeAgent", "trackPublicNetworks"}).as_bool());
  CHECK(resource->at({"spec", "service", "nodePort"}).is_null());
}

TEST_CASE("values cannot move the resource elsewhere") {
  auto settings = guide();
  settings.sets = {"metadata.namespace=kube-system"};
  const auto resource = deploy::member_resource(settings, "coroot", "prod-a");
  REQUIRE_FALSE(resource.has_value());
  CHECK(resource.error().kind == ErrorKind::usage);
  CHECK(resource.error().what == "--values and --set cannot change kind, name or namespace of the resource");
}

TEST_CASE("a project name that the server's interface would refuse is refused here") {
  const auto resource = deploy::member_resource(guide(), "coroot", "Prod A");
  REQUIRE_FALSE(resource.has_value());
  CHECK(describe(resource.error()) == "--project: 'Prod A' is not a valid project name");
}

}  // namespace corootctl::tests::deploy_resource
