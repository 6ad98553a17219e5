/// install and status where the cluster is not as a quickstart leaves it: scaled to 0, being deleted, with somebody
/// else's operator, behind Pod Security.
#include <algorithm>

#include "component/ops/bench.hpp"
#include "deploy/wait.hpp"

namespace corootctl::tests::ops_world {

using Lines = std::vector<std::string>;

namespace {

const support::ObjectKey operator_key{"apps", "deployments", "coroot", "coroot-operator"};

/// Edits one stored object of prod-a; its controllers follow.
void change(const OpsBench& bench, const support::ObjectKey& key, const std::function<void(document::Value&)>& edit) {
  bench.sandbox->fleet()[0].change([&](support::SimState& state) {
    auto object = *state.store.find(key);
    edit(object);
    state.store.put(key, std::move(object));
  });
}

void scale_to_zero(const OpsBench& bench, const support::ObjectKey& key) {
  change(bench, key, [](document::Value& object) {
    object.make({"spec", "replicas"}) = 0;
    object.make({"metadata", "generation"}) = object.at({"metadata", "generation"}).as_integer() + 1;
  });
}

/// The same operator, as if it had been brought by Flux into a namespace of its own.
void move_operator(const OpsBench& bench) {
  bench.sandbox->fleet()[0].change([](support::SimState& state) {
    auto object = *state.store.find(operator_key);
    state.store.erase(operator_key);
    object.make({"metadata", "namespace"}) = "coroot-operator";
    object.make({"metadata", "uid"}) = state.store.next_uid();
    object.make({"metadata", "annotations", "meta.helm.sh/release-name"}) = "flux";
    state.store.put({"", "namespaces", "", "coroot-operator"},
                    document::Object{{"metadata", document::Object{{"name", "coroot-operator"}}}});
    state.store.put({"apps", "deployments", "coroot-operator", "coroot-operator"}, std::move(object));
  });
}

ops::ClusterStatus status_of(const OpsBench& bench) {
  ops::StatusRequest request;
  request.clusters = {bench.cluster("prod-a")};
  auto report = ops::read_status(request, bench.around(), {});
  REQUIRE(report.clusters.size() == 1);
  REQUIRE_MESSAGE(!report.clusters[0].error, (report.clusters[0].error ? describe(*report.clusters[0].error) : ""));
  return report.clusters[0];
}

/// "operator: not installed" of each component that is not ready.
Lines troubles(const ops::ClusterStatus& cluster) {
  Lines out;
  for (const auto& component : cluster.components) {
    if (!component.ready_now) out.push_back(component.name + ": " + component.reason);
  }
  return out;
}

ops::ClusterInstall install_one(const OpsBench& bench, const ops::InstallRequest& request) {
  const auto reports = ops::install(request, bench.around(), {});
  REQUIRE_MESSAGE(reports.has_value(), (reports ? "" : describe(reports.error())));
  return reports->front();
}

/// The install ends with this text and hint, and prod-a is as before.
void check_refused(const OpsBench& bench, const ops::InstallRequest& request, const std::string& text,
                   const std::string& hint) {
  const auto before = bench.versions();
  const auto report = install_one(bench, request);
  REQUIRE(report.error.has_value());
  CHECK(report.error->kind == ErrorKind::failed);
  CHECK(report.error->what == text);
  CHECK(report.error->hint == hint);
  CHECK(bench.versions() == before);
}

}  // namespace

TEST_CASE("what is scaled to 0, or wanted on no node, does not run (objects 22-24, operator 26)") {
  const OpsBench bench;
  bench.install({"prod-a"});
  CHECK(troubles(status_of(bench)).empty());
  scale_to_zero(bench, operator_key);
  bench.sandbox->settle();
  scale_to_zero(bench, {"apps", "statefulsets", "coroot", "coroot-coroot"});
  scale_to_zero(bench, {"apps", "deployments", "coroot", "coroot-cluster-agent"});
  change(bench, {"apps", "daemonsets", "coroot", "coroot-node-agent"},
         [](document::Value& object) { object.make({"spec", "template", "spec", "nodeSelector", "disk"}) = "ssd"; });
  const auto seen = status_of(bench);
  CHECK(troubles(seen) == Lines{"operator: scaled to 0", "coroot: scaled to 0", "node-agent: wanted on 0 of 1 nodes",
                                "cluster-agent: scaled to 0"});
  CHECK(seen.components[0].hint == "run `kubectl scale -n coroot deployment coroot-operator --replicas=1`");

  check_refused(bench, bench.install_request({"prod-a"}),
                "Deployment coroot/coroot-operator: scaled to 0, so nothing that is written now would take effect",
                "run `kubectl scale -n coroot deployment coroot-operator --replicas=1`");
}

TEST_CASE("an operator that is scaled to 0 while install waits ends the wait at once") {
  const OpsBench bench;
  bench.install({"prod-a"});
  scale_to_zero(bench, operator_key);
  const auto client = support::open_client(bench.sandbox->fleet().kubeconfig(), "prod-a");
  const Within within{Deadline::in(std::chrono::minutes(1)), {}};
  const auto live = deploy::read_installation(*client, "coroot", "coroot", within);
  REQUIRE(live.has_value());
  const auto waited = deploy::wait_until_running(*client, *live, "prod-a", bench.around(), within);
  REQUIRE(waited.error.has_value());
  CHECK(waited.error->kind == ErrorKind::failed);
  CHECK(waited.error->what == "Deployment coroot/coroot-operator: scaled to 0");
  CHECK(waited.error->hint == "run `kubectl scale -n coroot deployment coroot-operator --replicas=1`");
}

TEST_CASE("a namespace on its way out is found before any write, with what holds it (objects 26)") {
  const OpsBench bench;
  bench.install({"prod-a"});
  const auto client = support::open_client(bench.sandbox->fleet().kubeconfig(), "prod-a");
  const Within within{Deadline::in(std::chrono::minutes(1)), {}};
  scale_to_zero(bench, operator_key);
  bench.sandbox->settle();
  const document::Value held = document::Object{
      {"apiVersion", "v1"},
      {"kind", "ConfigMap"},
      {"metadata", document::Object{
                       {"name", "held"}, {"namespace", "coroot"}, {"finalizers", document::List{"example.com/held"}}}}};
  REQUIRE(client->create(held, kube::resources::config_maps(), false, within).has_value());
  REQUIRE(client->remove({kube::resources::namespaces(), "", "coroot"}, false, within).has_value());
  const auto space = bench.sandbox->fleet()[0].object("", "namespaces", "", "coroot");
  REQUIRE(space.has_value());
  const auto text = "Namespace coroot is being deleted since " +
                    space->at({"metadata", "deletionTimestamp"}).as_string() +
                    ", held by: Some resources are remaining: configmaps held";
  check_refused(
      bench, bench.install_request({"prod-a"}), text,
      "Wait until it is gone, then run this again; what holds it is in: kubectl get namespace coroot -o yaml");
  auto dry = bench.install_request({"prod-a"});
  dry.dry_run = deploy::DryRun::server;
  CHECK(install_one(bench, dry).error->what == text);
  CHECK(status_of(bench).being_deleted == Lines{text});
}

TEST_CASE("a definition, a resource and a workload on their way out are found as well (objects 26)") {
  const OpsBench bench;
  bench.install({"prod-a"});
  const auto mark = [](document::Value& object) {
    object.make({"metadata", "deletionTimestamp"}) = "2026-01-02T03:04:05Z";
    object.make({"metadata", "finalizers"}) = document::List{"example.com/held"};
  };
  const std::string since = "being deleted since 2026-01-02T03:04:05Z, held by: finalizers example.com/held";
  SUBCASE("the definition") {
    change(bench, {"apiextensions.k8s.io", "customresourcedefinitions", "", "coroots.coroot.com"}, mark);
    check_refused(bench, bench.install_request({"prod-a"}), "CustomResourceDefinition coroots.coroot.com is " + since,
                  "Wait until it is gone, then run this again; what holds it is in: kubectl get "
                  "customresourcedefinition coroots.coroot.com -o yaml");
  }
  SUBCASE("the resource") {
    change(bench, {"coroot.com", "coroots", "coroot", "coroot"}, mark);
    check_refused(bench, bench.install_request({"prod-a"}), "Coroot coroot/coroot is " + since,
                  "Wait until it is gone, then run this again; what holds it is in: kubectl get -n coroot coroot "
                  "coroot -o yaml");
    CHECK(status_of(bench).being_deleted == Lines{"Coroot coroot/coroot is " + since});
  }
  SUBCASE("the operator") {
    change(bench, operator_key, mark);
    check_refused(bench, bench.install_request({"prod-a"}), "Deployment coroot/coroot-operator is " + since,
                  "Wait until it is gone, then run this again; what holds it is in: kubectl get -n coroot deployment "
                  "coroot-operator -o yaml");
    CHECK(troubles(status_of(bench)) == Lines{"operator: " + since});
  }
}

TEST_CASE("what was written before a failure is in the report") {
  const OpsBench bench;
  support::SimFaults faults;
  faults.denied = {{"patch", "serviceaccounts"}};
  bench.sandbox->fleet()[0].set_faults(faults);
  const auto report = install_one(bench, bench.install_request({"prod-a"}));
  REQUIRE(report.error.has_value());
  CHECK(report.error->kind == ErrorKind::unauthorized);
  CHECK(outcomes(report.objects) ==
        Lines{"created Namespace coroot", "created CustomResourceDefinition coroots.coroot.com"});
}

TEST_CASE("an operator in another namespace is found, used as it is and never doubled (operator 26)") {
  const OpsBench bench;
  bench.install({"prod-a"});
  move_operator(bench);
  const auto seen = status_of(bench);
  CHECK(troubles(seen).empty());
  CHECK(seen.components[0].object == "Deployment coroot-operator/coroot-operator");

  const auto before = bench.versions();
  auto request = bench.install_request({"prod-a"});
  for (const bool only : {false, true}) {
    request.resource_only = only;
    const auto report = install_one(bench, request);
    CHECK_FALSE(report.error.has_value());
    CHECK(outcomes(report.objects) == Lines{"used as it is operator in coroot-operator (release flux)",
                                            "unchanged Namespace coroot", "unchanged Coroot coroot/coroot"});
    CHECK(bench.versions() == before);
  }
  request.resource_only = false;
  request.operator_only = true;
  CHECK(outcomes(install_one(bench, request).objects) ==
        Lines{"used as it is operator in coroot-operator (release flux)", "unchanged Namespace coroot"});
  CHECK(bench.versions() == before);
}

TEST_CASE("who may see no operator anywhere is told the right, and does not wait for one") {
  const OpsBench bench;
  support::SimFaults faults;
  faults.denied = {{"list", "deployments"}};
  bench.sandbox->fleet()[0].set_faults(faults);
  auto request = bench.install_request({"prod-a"});
  request.operator_only = true;
  const auto report = install_one(bench, request);
  REQUIRE(report.error.has_value());
  CHECK(report.error->kind == ErrorKind::unauthorized);
  CHECK(
      describe(*report.error) ==
      "wait for the operator: list Deployment: deployments.apps is forbidden: User \"sim-admin\" cannot list resource "
      "\"deployments\" in API group \"apps\" at the cluster scope");
}

TEST_CASE("where one namespace may be read only, an operator that is not seen there is unknown and never doubled") {
  const OpsBench bench;
  bench.install({"prod-a"});
  support::SimFaults faults;
  faults.denied = {{"list", "deployments", true}};
  bench.sandbox->fleet()[0].set_faults(faults);
  CHECK(troubles(status_of(bench)).empty());
  move_operator(bench);
  const auto seen = status_of(bench);
  CHECK(troubles(seen) == Lines{"operator: not seen in coroot, and other namespaces may not be read"});
  CHECK(seen.components[0].unseen);

  auto request = bench.install_request({"prod-a"});
  const auto refused = install_one(bench, request);
  REQUIRE(refused.error.has_value());
  CHECK(refused.error->what == "an operator may run outside namespace coroot, where this user may not look");
  CHECK(refused.error->hint == "use --resource-only when one runs, or ask for the right to list deployments");
  request.resource_only = true;
  const auto report = install_one(bench, request);
  CHECK_FALSE(report.error.has_value());
  CHECK(outcomes(report.objects) == Lines{"unchanged Namespace coroot", "unchanged Coroot coroot/coroot"});
}

TEST_CASE("install --resource-only needs the definition, and says when no operator is there") {
  const OpsBench bench;
  auto request = bench.install_request({"prod-a"});
  request.resource_only = true;
  const auto refused = install_one(bench, request);
  REQUIRE(refused.error.has_value());
  CHECK(refused.error->kind == ErrorKind::not_found);
  CHECK(refused.error->what ==
        "CustomResourceDefinition coroots.coroot.com does not exist, and this install brings no operator");
  CHECK(bench.sandbox->fleet()[0].writes().empty());

  bench.install({"prod-a"});
  bench.sandbox->fleet()[0].change([](support::SimState& state) { state.store.erase(operator_key); });
  CHECK(troubles(status_of(bench)) == Lines{"operator: not installed"});
  request.timeout = std::chrono::seconds(1);
  const auto report = install_one(bench, request);
  CHECK(report.warnings == Lines{"no operator is in this cluster: nothing happens before one comes"});
  REQUIRE(report.error.has_value());
  CHECK(report.error->what == "timed out after 1s: Deployment coroot/coroot-operator: not installed");
}

TEST_CASE("a namespace that refuses the agents' pods is seen before any write (objects 28)") {
  const OpsBench bench;
  const auto client = support::open_client(bench.sandbox->fleet().kubeconfig(), "prod-a");
  const Within within{Deadline::in(std::chrono::minutes(1)), {}};
  const document::Value space = document::Object{
      {"apiVersion", "v1"},
      {"kind", "Namespace"},
      {"metadata", document::Object{{"name", "coroot"},
                                    {"labels", document::Object{{"pod-security.kubernetes.io/enforce", "baseline"}}}}}};
  REQUIRE(client->create(space, kube::resources::namespaces(), false, within).has_value());
  check_refused(bench, bench.install_request({"prod-a"}),
                "namespace coroot enforces Pod Security baseline, and the node agent is privileged",
                "run `kubectl label namespace coroot pod-security.kubernetes.io/enforce=privileged --overwrite`");
}

TEST_CASE(
    "a cluster that enforces Pod Security by default: a new namespace is open, an old one is refused before any write "
    "(objects 29)") {
  const OpsBench bench;
  support::SimFaults faults;
  faults.pod_security = "baseline";
  bench.sandbox->fleet()[0].set_faults(faults);
  bench.install({"prod-a"});
  CHECK(bench.sandbox->fleet()[0]
            .object("", "namespaces", "", "coroot")
            ->at({"metadata", "labels", "pod-security.kubernetes.io/enforce"})
            .as_string() == "privileged");

  bench.sandbox->fleet()[1].set_faults(faults);
  bench.sandbox->fleet()[1].change([](support::SimState& state) {
    state.store.put(
        {"", "namespaces", "", "coroot"},
        document::Object{{"apiVersion", "v1"},
                         {"kind", "Namespace"},
                         {"metadata", document::Object{{"name", "coroot"}, {"uid", state.store.next_uid()}}}});
  });
  const std::string open =
      "run `kubectl label namespace coroot pod-security.kubernetes.io/enforce=privileged --overwrite`";
  check_refused(bench, bench.install_request({"prod-b"}),
                "the cluster refuses privileged pods in namespace coroot, and the node agent is one: pods "
                "\"corootctl-probe\" is forbidden: violates PodSecurity "
                "\"baseline:latest\": privileged (container \"probe\" must not set securityContext.privileged=true)",
                open);
  faults.denied = {{"create", "pods"}};  // for who may not try, the wait ends with it
  bench.sandbox->fleet()[1].set_faults(faults);
  const auto report = install_one(bench, bench.install_request({"prod-b"}));
  REQUIRE(report.error.has_value());
  CHECK(report.error->kind == ErrorKind::failed);
  CHECK(report.error->what.starts_with("DaemonSet coroot/coroot-node-agent: 0 of 1 pod updated: FailedCreate: "));
  CHECK(report.error->hint == open);
}

}  // namespace corootctl::tests::ops_world
