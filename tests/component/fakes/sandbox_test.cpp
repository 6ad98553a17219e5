/// What the hub's Coroot sees in the sandbox follows from the clusters' objects.
#include <doctest/doctest.h>

#include "base/files.hpp"
#include "document/yaml.hpp"
#include "support/sandbox.hpp"
#include "support/tree_path.hpp"

namespace corootctl::tests::fakes_sandbox {

using document::Value;
using support::MemberFault;

namespace {

/// Far enough away for a machine under load.
Within soon() { return {Deadline::in(std::chrono::minutes(5)), {}}; }

/// A member and a hub with their operators, whose looks the test makes.
struct Bench {
  std::unique_ptr<support::SimFleet> fleet = std::move(*support::SimFleet::start({"prod-a", "prod-c"}));

  Bench() {
    const auto text = read_file(support::tree_path("tests/support/data/operator-manifests.yaml"));
    const auto manifests = document::parse_yaml_all(*text, "manifests");
    for (const char* context : {"prod-a", "prod-c"}) {
      apply(context, "apiVersion: v1\nkind: Namespace\nmetadata: {name: coroot}\n", kube::resources::namespaces());
      for (const Value& object : *manifests) {
        if (object["kind"].as_string() == "CustomResourceDefinition")
          write(context, object, kube::resources::custom_resource_definitions());
        if (object["kind"].as_string() == "Deployment") write(context, object, kube::resources::deployments());
      }
    }
    coroot("prod-a",
           "{service: {type: NodePort, nodePort: 30001}, projects: [{name: prod-a, apiKeys: [{keySecret: {name: "
           "coroot, key: multi}}]}]}");
  }
  void write(const std::string& context, const Value& object, const kube::Resource& resource) {
    const auto client = support::open_client(fleet->kubeconfig(), context);
    const auto applied = client->apply(object, resource, {}, soon());
    REQUIRE_MESSAGE(applied.has_value(), (applied ? "" : describe(applied.error())));
  }
  void apply(const std::string& context, const std::string& yaml, const kube::Resource& resource) {
    write(context, *document::parse_yaml(yaml, "test"), resource);
  }
  /// Applies the resource and lets that cluster's operator work once.
  void coroot(const std::string& context, const std::string& spec) {
    apply(context,
          "apiVersion: coroot.com/v1\nkind: Coroot\nmetadata: {name: coroot, namespace: coroot}\nspec: " + spec + "\n",
          kube::resources::coroots());
    support::StandInOperator fake(*support::open_client(fleet->kubeconfig(), context), {});
    REQUIRE(fake.tick({}, {}).has_value());
  }
  /// Links the hub to prod-a at `url` with `key` (base64).
  void link(const std::string& url, const std::string& key) {
    apply("prod-c",
          "apiVersion: v1\nkind: Secret\nmetadata: {name: remote, namespace: coroot}\ndata: {prod-a: " + key + "}\n",
          kube::resources::secrets());
    coroot("prod-c", "{projects: [{name: prod-a, remoteCoroot: {url: '" + url +
                         "', apiKeySecret: {name: remote, key: prod-a}, metricResolution: 15s}}, "
                         "{name: prod-global, memberProjects: [prod-a]}]}");
  }
  support::HubView view() { return support::view_of(fleet->all(), (*fleet)[1]); }
  std::string members_key() {
    return (*fleet)[0].object("", "secrets", "coroot", "coroot")->at({"data", "multi"}).as_string();
  }
};

}  // namespace

TEST_CASE("without a resource the hub has no project, with a link it has what the operator wrote") {
  Bench bench;
  CHECK(bench.view().projects.empty());
  bench.link("http://10.0.1.11:30001", bench.members_key());
  const auto view = bench.view();
  REQUIRE(view.projects.size() == 2);
  CHECK(view.projects[0].name == "prod-a");
  CHECK(view.projects[0].remote_url == "http://10.0.1.11:30001");
  CHECK(view.projects[1].name == "prod-global");
  CHECK(view.projects[1].remote_url == "");
  CHECK(view.server != "");
  CHECK(view.members.at("prod-a") == MemberFault::none);
  CHECK(view.services == std::vector<std::pair<std::string, std::string>>{{"coroot", "coroot-coroot"}});
}

TEST_CASE("a key that the member does not have, and an address where nobody listens, are what they are") {
  Bench bench;
  bench.link("http://10.0.1.11:30001", "d3Jvbmc=");
  CHECK(bench.view().members.at("prod-a") == MemberFault::wrong_key);
  bench.link("http://10.0.1.11:30999", bench.members_key());
  CHECK(bench.view().members.at("prod-a") == MemberFault::down);
  bench.link("https://coroot-a.example.com", bench.members_key());
  CHECK(bench.view().members.at("prod-a") == MemberFault::down);
}

}  // namespace corootctl::tests::fakes_sandbox
