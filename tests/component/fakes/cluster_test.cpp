/// The simulated API server beyond apply: the Coroot definition, workloads, garbage collection, faults, the service
/// proxy.
#include <doctest/doctest.h>

#include "base/files.hpp"
#include "document/json.hpp"
#include "document/yaml.hpp"
#include "kube/objects/rollout.hpp"
#include "support/cluster/access.hpp"
#include "support/error_of.hpp"
#include "support/tree_path.hpp"

namespace corootctl::tests::fakes_cluster {

using document::Value;

namespace {

/// Far enough away for a machine under load.
Within soon() { return {Deadline::in(std::chrono::minutes(5)), {}}; }

struct Bench {
  std::unique_ptr<support::SimFleet> fleet = std::move(*support::SimFleet::start({"prod-a"}));
  support::SimCluster& cluster = (*fleet)[0];
  kube::Client client = *support::open_client(fleet->kubeconfig(), "prod-a");

  Value must(const Result<kube::Applied>& applied) {
    REQUIRE_MESSAGE(applied.has_value(), (applied ? "" : describe(applied.error())));
    return applied->object;
  }
  Value apply(const std::string& yaml, const kube::Resource& resource) {
    return must(client.apply(*document::parse_yaml(yaml, "test"), resource, {}, soon()));
  }
  Error refused(const std::string& yaml, const kube::Resource& resource) {
    const auto applied = client.apply(*document::parse_yaml(yaml, "test"), resource, {}, soon());
    REQUIRE(!applied.has_value());
    return applied.error();
  }
  http::Response get(const std::string& path) {
    kube::Call call;
    call.path = path;
    return *client.writing_session()->send(call, Deadline::in(std::chrono::minutes(5)), {});
  }
  /// Applies the definition of the Coroot resource as the operator's manifests carry it.
  void define_coroot() {
    const auto text = read_file(support::tree_path("tests/support/data/operator-manifests.yaml"));
    const auto manifests = document::parse_yaml_all(*text, "manifests");
    for (const Value& object : *manifests)
      if (object["kind"].as_string() == "CustomResourceDefinition")
        must(client.apply(object, kube::resources::custom_resource_definitions(), {}, soon()));
  }
};

std::string coroot(const std::string& spec) {
  return "apiVersion: coroot.com/v1\nkind: Coroot\nmetadata: {name: coroot, namespace: default}\nspec: " + spec + "\n";
}

std::string deployment(const std::string& container) {
  return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: default}\n"
         "spec: {replicas: 2, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: "
         "{containers: [" +
         container + "]}}}\n";
}

}  // namespace

TEST_CASE("a stored definition makes its kind known, and its removal takes the objects along") {
  Bench bench;
  CHECK(bench.get("/apis/coroot.com/v1/coroots").status == 404);
  bench.define_coroot();
  const auto definition =
      bench.cluster.object("apiextensions.k8s.io", "customresourcedefinitions", "", "coroots.coroot.com");
  CHECK(definition->at({"status", "conditions"})[1]["type"].as_string() == "Established");
  bench.apply(coroot("{projects: [{name: prod-a, apiKeys: [{key: k}]}]}"), kube::resources::coroots());
  CHECK(bench.client.remove({kube::resources::custom_resource_definitions(), "", "coroots.coroot.com"}, false, soon())
            .has_value());
  CHECK(!bench.cluster.object("coroot.com", "coroots", "default", "coroot").has_value());
}

TEST_CASE("the Coroot resource counts generations of its spec only") {
  Bench bench;
  bench.define_coroot();
  const Value first = bench.apply(coroot("{metricsRefreshInterval: 15s}"), kube::resources::coroots());
  const Value second = bench.apply(coroot("{metricsRefreshInterval: 30s}"), kube::resources::coroots());
  CHECK(first.at({"metadata", "generation"}).as_integer() == 1);
  CHECK(second.at({"metadata", "generation"}).as_integer() == 2);
  CHECK(first.at({"metadata", "uid"}) == second.at({"metadata", "uid"}));
}

TEST_CASE("the definition's pattern, rule and fields refuse a wrong resource (operator 3)") {
  Bench bench;
  bench.define_coroot();
  const auto pattern = bench.refused(coroot("{metricsRefreshInterval: 15x}"), kube::resources::coroots());
  CHECK(pattern.kind == ErrorKind::invalid);
  CHECK(pattern.what ==
        "the Coroot coroot is invalid: spec.metricsRefreshInterval: Invalid value: \"15x\": "
        "spec.metricsRefreshInterval in body should match '^[0-9]+[sm]$'");
  const auto rule = bench.refused(coroot("{projects: [{name: x}]}"), kube::resources::coroots());
  CHECK(rule.what ==
        "the Coroot coroot is invalid: spec.projects[0]: Invalid value: \"object\": Exactly one of memberProjects, "
        "remoteCoroot, or apiKeys must be set.");
  const auto field = bench.refused(coroot("{projectz: []}"), kube::resources::coroots());
  CHECK(field.what ==
        "failed to create typed patch object (default/coroot; coroot.com/v1, Kind=Coroot): .spec.projectz: field not "
        "declared in schema");
  CHECK(!bench.cluster.object("coroot.com", "coroots", "default", "coroot").has_value());
}

TEST_CASE("a Deployment gets pods and becomes ready") {
  Bench bench;
  bench.apply(deployment("{name: c, image: x}"), kube::resources::deployments());
  const auto pods = bench.client.list(kube::resources::pods(), "default", "app=web", soon());
  CHECK(pods->size() == 2);
  const auto live = bench.client.get({kube::resources::deployments(), "default", "web"}, soon());
  const auto rollout = kube::rollout_of(*live);
  CHECK(rollout.done);
  CHECK(rollout.ready == 2);
}

TEST_CASE("a pod waits for a Secret that does not exist, and runs when it does") {
  Bench bench;
  bench.apply(deployment("{name: c, image: x, env: [{name: K, valueFrom: {secretKeyRef: {name: s, key: k}}}]}"),
              kube::resources::deployments());
  const auto waiting = bench.client.list(kube::resources::pods(), "default", "app=web", soon());
  CHECK(document::to_json((*waiting)[0].at({"status", "containerStatuses"})[std::size_t{0}]["state"]) ==
        R"({"waiting":{"reason":"CreateContainerConfigError","message":"secret \"s\" not found"}})");
  bench.apply("apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: default}\ndata: {k: dg==}\n",
              kube::resources::secrets());
  const auto live = bench.client.get({kube::resources::deployments(), "default", "web"}, soon());
  CHECK(live->at({"status", "readyReplicas"}).as_integer() == 2);
}

TEST_CASE("a cluster that refuses privileged pods refuses the workload that has them") {
  Bench bench;
  support::SimFaults faults;
  faults.refuse_privileged = true;
  bench.cluster.set_faults(faults);
  const auto error = bench.refused(
      "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent, namespace: default}\nspec: {selector: "
      "{matchLabels: {app: a}}, "
      "template: {metadata: {labels: {app: a}}, spec: {containers: [{name: c, image: x, securityContext: {privileged: "
      "true}}]}}}\n",
      kube::resources::daemon_sets());
  CHECK(error.kind == ErrorKind::invalid);
  CHECK(error.what ==
        "the DaemonSet agent is invalid: spec.template.spec.containers[0].securityContext.privileged: Forbidden: "
        "disallowed by cluster policy");
}

TEST_CASE("dependents go with their owner") {
  Bench bench;
  bench.apply("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: owner, namespace: default}\n",
              kube::resources::config_maps());
  const auto uid = bench.cluster.object("", "configmaps", "default", "owner")->at({"metadata", "uid"}).as_string();
  bench.apply(
      "apiVersion: v1\nkind: Secret\nmetadata: {name: owned, namespace: default, ownerReferences: [{apiVersion: v1, "
      "kind: ConfigMap, name: owner, uid: " +
          uid + "}]}\n",
      kube::resources::secrets());
  CHECK(bench.client.remove({kube::resources::config_maps(), "default", "owner"}, false, soon()).has_value());
  CHECK(!bench.cluster.object("", "secrets", "default", "owned").has_value());
}

TEST_CASE("a node port stays on re-apply and cannot be given twice") {
  Bench bench;
  const auto service = [](const std::string& name, const std::string& port) {
    return "apiVersion: v1\nkind: Service\nmetadata: {name: " + name +
           ", namespace: default}\nspec: {type: NodePort, ports: [{name: http, port: 8080" + port + "}]}\n";
  };
  const Value first = bench.apply(service("a", ""), kube::resources::services());
  const Value again = bench.apply(service("a", ""), kube::resources::services());
  CHECK(first.at({"metadata", "resourceVersion"}) == again.at({"metadata", "resourceVersion"}));
  CHECK(again.at({"spec", "ports"})[std::size_t{0}]["nodePort"].as_integer() == 30000);
  CHECK(bench.refused(service("b", ", nodePort: 30000"), kube::resources::services()).what ==
        "the Service b is invalid: spec.ports[0].nodePort: Invalid value: 30000: provided port is already allocated");
}

TEST_CASE("a list comes in pages") {
  Bench bench;
  for (const char* name : {"a", "b", "c"})
    bench.apply(std::string("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ") + name + ", namespace: default}\n",
                kube::resources::config_maps());
  const auto first = *document::parse_json(bench.get("/api/v1/namespaces/default/configmaps?limit=2").body, "x");
  CHECK(first["items"].as_list().size() == 2);
  const auto second = *document::parse_json(bench
                                                .get("/api/v1/namespaces/default/configmaps?limit=2&continue=" +
                                                     first.at({"metadata", "continue"}).as_string())
                                                .body,
                                            "x");
  CHECK(support::name_of(second["items"][std::size_t{0}]) == "c");
  CHECK(second.at({"metadata", "continue"}).is_null());
}

TEST_CASE("a denied verb is forbidden, and the access review says so") {
  Bench bench;
  support::SimFaults faults;
  faults.denied = {{"get", "secrets"}};
  bench.cluster.set_faults(faults);
  const auto answer = bench.client.get({kube::resources::secrets(), "default", "x"}, soon());
  CHECK(error_of(answer).kind == ErrorKind::unauthorized);
  CHECK(*bench.client.allowed("get", kube::resources::secrets(), "default", soon()) == false);
  CHECK(*bench.client.allowed("get", kube::resources::pods(), "default", soon()) == true);
}

TEST_CASE("a stopped server refuses connections and comes back on its port") {
  Bench bench;
  bench.cluster.stop();
  CHECK(error_of(bench.client.version(soon())).kind == ErrorKind::unreachable);
  REQUIRE(bench.cluster.resume().has_value());
  CHECK(bench.client.version(soon())->git_version == "v1.34.4");
}

TEST_CASE("a hanging server answers nobody until it is released") {
  Bench bench;
  bench.cluster.set_hanging(true);
  const Within brief{Deadline::in(std::chrono::milliseconds(200)), {}};
  CHECK(error_of(bench.client.version(brief)).kind == ErrorKind::timeout);
  bench.cluster.set_hanging(false);
  CHECK(bench.client.version(soon()).has_value());
}

TEST_CASE("two clusters have different identities, the same cluster always the same") {
  auto one = support::SimFleet::start({"prod-a", "prod-b"});
  auto two = support::SimFleet::start({"prod-a"});
  const auto uid = [](support::SimCluster& cluster) {
    return cluster.object("", "namespaces", "", "kube-system")->at({"metadata", "uid"}).as_string();
  };
  CHECK(uid((**one)[0]) != uid((**one)[1]));
  CHECK(uid((**one)[0]) == uid((**two)[0]));
}

TEST_CASE("the service proxy passes requests on and tells missing services, ports and pods apart") {
  Bench bench;
  const std::string base = "/api/v1/namespaces/default/services/";
  const auto message = [&](const std::string& path) {
    return document::parse_json(bench.get(base + path).body, "answer").value()["message"].as_string();
  };
  auto backend = support::HttpServer::start({}, [](const support::ServedRequest& request, std::stop_token) {
    return support::text_response(
        200, "text/plain",
        request.method + " " + request.path + "?" + request.query + " auth=" + request.header("Authorization"));
  });
  CHECK(bench.get(base + "web:http/proxy/x").status == 404);
  bench.apply(
      "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: default}\nspec: {selector: {app: web}, ports: "
      "[{name: http, port: 8080}]}\n",
      kube::resources::services());
  CHECK(message("web:9999/proxy/x") == "no service port \"9999\" found for service \"web\"");
  CHECK(message("web:8080/proxy/x") == "no endpoints available for service \"web\"");
  bench.apply(deployment("{name: c, image: x}"), kube::resources::deployments());
  CHECK(message("web:8080/proxy/x") ==
        "error trying to reach service: dial tcp 10.244.0.2:8080: connect: connection refused");
  bench.cluster.set_backend("default", "web", "http://127.0.0.1:" + std::to_string((*backend)->port()));
  CHECK(bench.get(base + "web:8080/proxy").status == 301);
  CHECK(bench.get(base + "web:8080/proxy/a%2Fb?q=%20").body == "GET /a%2Fb?q=%20 auth=");
}

}  // namespace corootctl::tests::fakes_cluster
