/// The stand-in operator behaves as the real one was seen to (operator 8-12, 15-18).
#include <doctest/doctest.h>

#include <algorithm>

#include "base/base64.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "document/json.hpp"
#include "document/yaml.hpp"
#include "support/cluster/access.hpp"
#include "support/operator/config.hpp"
#include "support/operator/stand_in_operator.hpp"
#include "support/tree_path.hpp"

namespace corootctl::tests::fakes_operator {

using document::Value;

namespace {

/// Far enough away for a machine under load.
Within soon() { return {Deadline::in(std::chrono::minutes(5)), {}}; }

/// A cluster with the operator's manifests, and an operator whose looks the test makes.
struct Bench {
  std::unique_ptr<support::SimFleet> fleet = std::move(*support::SimFleet::start({"prod-a"}));
  support::SimCluster& cluster = (*fleet)[0];
  kube::Client client = *support::open_client(fleet->kubeconfig(), "prod-a");
  std::vector<std::string> log{};
  support::StandInOperator fake = make();
  std::chrono::steady_clock::time_point now{};

  support::StandInOperator make() {
    support::OperatorOptions options;
    options.log = [this](std::string_view line) { log.emplace_back(line); };
    return support::StandInOperator(*support::open_client(fleet->kubeconfig(), "prod-a"), options);
  }
  Bench() {
    apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: coroot}\n", kube::resources::namespaces());
    const auto text = read_file(support::tree_path("tests/support/data/operator-manifests.yaml"));
    const auto manifests = document::parse_yaml_all(*text, "manifests");
    for (const Value& object : *manifests) {
      if (object["kind"].as_string() == "CustomResourceDefinition")
        write(object, kube::resources::custom_resource_definitions());
      if (object["kind"].as_string() == "Deployment") write(object, kube::resources::deployments());
    }
  }
  void write(const Value& object, const kube::Resource& resource) {
    const auto applied = client.apply(object, resource, {}, soon());
    REQUIRE_MESSAGE(applied.has_value(), (applied ? "" : describe(applied.error())));
  }
  void apply(const std::string& yaml, const kube::Resource& resource) {
    write(*document::parse_yaml(yaml, "test"), resource);
  }
  void apply_coroot(const std::string& spec) {
    apply("apiVersion: coroot.com/v1\nkind: Coroot\nmetadata: {name: coroot, namespace: coroot}\nspec: " + spec + "\n",
          kube::resources::coroots());
  }
  void look() { REQUIRE(fake.tick(now, {}).has_value()); }
  Value object(const char* group, const char* plural, const char* name) {
    return cluster.object(group, plural, "coroot", name).value_or(Value());
  }
  std::string status() { return document::to_json(object("coroot.com", "coroots", "coroot")["status"]); }
  std::string config() {
    return *base64_decode(object("", "configmaps", "coroot-coroot").at({"binaryData", "config.yaml"}).as_string());
  }
};

constexpr const char* member =
    "{metricsRefreshInterval: 15s, service: {type: NodePort, nodePort: 30001}, apiKeySecret: {name: coroot, key: "
    "agent-api-key}, "
    "projects: [{name: prod-a, apiKeys: [{description: agents, keySecret: {name: coroot, key: agent-api-key}}, "
    "{description: multi, keySecret: {name: coroot, key: multi-cluster-api-key}}]}]}";
constexpr const char* hub =
    "{projects: [{name: prod-a, remoteCoroot: {url: 'http://10.0.1.11:30001', apiKeySecret: {name: remote, key: "
    "prod-a}, metricResolution: 15s}}]}";

std::string env_of(const Value& workload) {
  return document::to_json(workload.at({"spec", "template", "spec", "containers"})[std::size_t{0}]["env"]);
}

}  // namespace

TEST_CASE("the operator creates everything a member needs, and all of it runs (operator 7, 8)") {
  Bench bench;
  bench.apply_coroot(member);
  bench.look();
  CHECK(bench.status() == R"({"status":"OK"})");
  for (const char* name : {"coroot-coroot", "coroot-clickhouse-keeper", "coroot-clickhouse-shard-0"})
    CHECK_MESSAGE(bench.object("apps", "statefulsets", name).at({"status", "readyReplicas"}).as_integer() >= 1, name);
  for (const char* name : {"coroot-cluster-agent", "coroot-prometheus"})
    CHECK_MESSAGE(bench.object("apps", "deployments", name).at({"status", "readyReplicas"}).as_integer() == 1, name);
  CHECK(bench.object("apps", "daemonsets", "coroot-node-agent").at({"status", "numberReady"}).as_integer() == 1);
  CHECK(bench.object("", "services", "coroot-coroot").at({"spec", "ports"})[std::size_t{0}]["nodePort"].as_integer() ==
        30001);
  CHECK(bench.object("", "persistentvolumeclaims", "data-coroot-coroot-0").at({"status", "phase"}).as_string() ==
        "Bound");
}

TEST_CASE("missing keys are made with 32 letters and digits, existing ones never changed (operator 15)") {
  Bench bench;
  bench.apply(
      "apiVersion: v1\nkind: Secret\nmetadata: {name: coroot, namespace: coroot}\ndata: {agent-api-key: b2xk}\n",
      kube::resources::secrets());
  bench.apply_coroot(member);
  bench.look();
  const Value secret = bench.object("", "secrets", "coroot");
  CHECK(secret.at({"data", "agent-api-key"}).as_string() == "b2xk");
  CHECK(base64_decode(secret.at({"data", "multi-cluster-api-key"}).as_string())->size() == 32);
  CHECK(secret.at({"metadata", "ownerReferences"}).is_null());
}

TEST_CASE("service accounts: keys in the Secret that is named, placeholders in the configuration (links 7)") {
  Bench bench;
  bench.cluster.change([](support::SimState& state) {
    auto definition =
        *state.store.find({"apiextensions.k8s.io", "customresourcedefinitions", "", "coroots.coroot.com"});
    auto& version = definition.make({"spec", "versions"}).list()[0];
    version.make({"schema", "openAPIV3Schema", "properties", "spec", "properties", "serviceAccounts"}) =
        *document::parse_yaml("{type: array, items: {type: object, x-kubernetes-preserve-unknown-fields: true}}",
                              "test");
    state.store.put({"apiextensions.k8s.io", "customresourcedefinitions", "", "coroots.coroot.com"}, definition);
  });
  bench.apply_coroot(
      "{serviceAccounts: [{name: ci, role: Viewer, apiKeys: [{description: first, keySecret: {name: machines, key: "
      "ci}}]}]}");
  bench.look();
  CHECK(base64_decode(bench.object("", "secrets", "machines").at({"data", "ci"}).as_string())->size() == 32);
  CHECK(
      bench.config() ==
      "projects: []\nauth:\n  serviceAccounts:\n    - name: ci\n      role: Viewer\n      apiKeys:\n        - key: ${" +
          support::config_variable("machines", "ci") + "}\n          description: first\n");
}

TEST_CASE("the configuration holds placeholders, the server's pod the references (operator 16)") {
  Bench bench;
  bench.apply_coroot(member);
  bench.look();
  const std::string agents = support::config_variable("coroot", "agent-api-key");
  const std::string multi = support::config_variable("coroot", "multi-cluster-api-key");
  CHECK(bench.config() == "projects:\n  - name: prod-a\n    apiKeys:\n      - key: ${" + agents +
                              "}\n        description: agents\n      - key: ${" + multi +
                              "}\n        description: multi\n");
  CHECK(env_of(bench.object("apps", "statefulsets", "coroot-coroot")) ==
        R"([{"name":"LISTEN","value":":8080"},{"name":"GLOBAL_REFRESH_INTERVAL","value":"15s"},)"
        R"({"name":"INSTALLATION_TYPE","value":"k8s-operator"},{"name":")" +
            agents + R"(","valueFrom":{"secretKeyRef":{"name":"coroot","key":"agent-api-key"}}},{"name":")" + multi +
            R"(","valueFrom":{"secretKeyRef":{"name":"coroot","key":"multi-cluster-api-key"}}}])");
}

TEST_CASE("nothing is written again while nothing changes") {
  Bench bench;
  bench.apply_coroot(member);
  bench.look();
  const auto before = bench.cluster.versions();
  bench.look();
  bench.look();
  CHECK(bench.cluster.versions() == before);
}

TEST_CASE(
    "a hub without its Secret loses the remote part, and a Secret made later is seen only after the requeue time "
    "(operator 9, 17)") {
  Bench bench;
  bench.apply_coroot(hub);
  bench.look();
  CHECK(bench.status() ==
        R"({"status":"Misconfigured","errors":["Failed to get Remote Coroot API Key: secrets \"remote\" not found",)"
        R"("Remote Coroot requires url, apiKey, and metricResolution."]})");
  CHECK(bench.config() == "projects:\n  - name: prod-a\n");
  bench.apply("apiVersion: v1\nkind: Secret\nmetadata: {name: remote, namespace: coroot}\ndata: {prod-a: eA==}\n",
              kube::resources::secrets());
  bench.look();
  CHECK(bench.config() == "projects:\n  - name: prod-a\n");
  bench.now += std::chrono::seconds(61);
  bench.look();
  CHECK(bench.status() == R"({"status":"OK"})");
  CHECK(bench.config() ==
        "projects:\n  - name: prod-a\n    remoteCoroot:\n      url: http://10.0.1.11:30001\n      tlsSkipVerify: "
        "false\n      "
        "apiKey: ${" +
            support::config_variable("remote", "prod-a") + "}\n      metricResolution: 15s\n");
}

TEST_CASE("a refused DaemonSet is only logged, and the status says OK (operator 8, 12)") {
  Bench bench;
  support::SimFaults faults;
  faults.refuse_privileged = true;
  bench.cluster.set_faults(faults);
  bench.apply_coroot(member);
  bench.look();
  CHECK(bench.object("apps", "daemonsets", "coroot-node-agent").is_null());
  CHECK(bench.status() == R"({"status":"OK"})");
  const bool logged = std::any_of(bench.log.begin(), bench.log.end(), [](const std::string& line) {
    return line.starts_with("failed to write DaemonSet coroot/coroot-node-agent: ");
  });
  CHECK(logged);
}

TEST_CASE("agentsOnly creates the agents, no server and no status (operator 13)") {
  Bench bench;
  bench.apply_coroot("{agentsOnly: {corootURL: 'https://hub.example.com/'}, apiKey: k}");
  bench.look();
  CHECK(bench.status() == "null");
  CHECK(bench.object("apps", "statefulsets", "coroot-coroot").is_null());
  CHECK(env_of(bench.object("apps", "daemonsets", "coroot-node-agent")) ==
        R"([{"name":"API_KEY","value":"k"},{"name":"SCRAPE_INTERVAL","value":"15s"},)"
        R"({"name":"METRICS_ENDPOINT","value":"https://hub.example.com/v1/metrics"},)"
        R"({"name":"LOGS_ENDPOINT","value":"https://hub.example.com/v1/logs"},)"
        R"({"name":"TRACES_ENDPOINT","value":"https://hub.example.com/v1/traces"},)"
        R"({"name":"PROFILES_ENDPOINT","value":"https://hub.example.com/v1/profiles"},)"
        R"({"name":"INSECURE_SKIP_VERIFY","value":"false"}])");
}

TEST_CASE("an operator that is scaled to zero or not there does nothing") {
  Bench bench;
  bench.apply_coroot(member);
  bench.cluster.change(
      [](support::SimState& state) { state.store.erase({"apps", "deployments", "coroot", "coroot-operator"}); });
  bench.look();
  CHECK(bench.object("apps", "statefulsets", "coroot-coroot").is_null());
}

TEST_CASE("an owned object that somebody deleted comes back") {
  Bench bench;
  bench.apply_coroot(member);
  bench.look();
  CHECK(bench.client.remove({kube::resources::stateful_sets(), "coroot", "coroot-coroot"}, false, soon()).has_value());
  bench.look();
  CHECK(!bench.object("apps", "statefulsets", "coroot-coroot").is_null());
}

TEST_CASE("deleting the resource takes its objects and volumes along, its keys stay (operator 14)") {
  Bench bench;
  bench.apply_coroot(member);
  bench.look();
  CHECK(bench.client.remove({kube::resources::coroots(), "coroot", "coroot"}, false, soon()).has_value());
  CHECK(bench.object("apps", "statefulsets", "coroot-coroot").is_null());
  CHECK(bench.object("", "persistentvolumeclaims", "data-coroot-coroot-0").is_null());
  CHECK(bench.object("", "secrets", "coroot-clickhouse").is_null());
  CHECK(!bench.object("", "secrets", "coroot").is_null());
}

}  // namespace corootctl::tests::fakes_operator
