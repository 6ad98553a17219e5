/// install on simulated clusters with an operator each.
#include "component/ops/bench.hpp"

namespace corootctl::tests::ops_install {

TEST_CASE("install brings three clusters up, and a second run changes nothing") {
  const OpsBench bench;
  const auto request = bench.install_request({"prod-a", "prod-b", "prod-c"});
  const auto first = ops::install(request, bench.around(), {});
  REQUIRE(first.has_value());
  for (const auto& report : *first) {
    REQUIRE_MESSAGE(!report.error, (report.error ? describe(*report.error) : ""));
    CHECK(outcomes(report.objects) ==
          std::vector<std::string>{"created Namespace coroot", "created CustomResourceDefinition coroots.coroot.com",
                                   "created ServiceAccount coroot/coroot-operator",
                                   "created ClusterRole coroot-operator", "created ClusterRoleBinding coroot-operator",
                                   "created Deployment coroot/coroot-operator", "created Coroot coroot/coroot"});
    for (const auto& component : report.components) CHECK_MESSAGE(component.ready_now, component.object);
  }
  const auto before = bench.versions();
  const auto second = ops::install(request, bench.around(), {});
  REQUIRE(second.has_value());
  for (const auto& report : *second) {
    for (const auto& object : report.objects) CHECK_MESSAGE(object.outcome == "unchanged", object.object);
  }
  CHECK(bench.versions() == before);
}

TEST_CASE("a client dry run writes nothing and shows what would be applied") {
  const OpsBench bench;
  auto request = bench.install_request({"prod-a"});
  request.dry_run = deploy::DryRun::client;
  const auto reports = ops::install(request, bench.around(), {});
  REQUIRE(reports.has_value());
  REQUIRE(reports->front().manifests.size() == 6);
  CHECK(reports->front().manifests.back()["kind"].as_string() == "Coroot");
  CHECK(bench.sandbox->fleet()[0].writes().empty());
}

TEST_CASE("a server dry run writes nothing, before and after the first install") {
  const OpsBench bench;
  auto request = bench.install_request({"prod-a"});
  request.dry_run = deploy::DryRun::server;
  const auto bare = ops::install(request, bench.around(), {});
  REQUIRE(bare.has_value());
  CHECK_FALSE(bare->front().error.has_value());
  CHECK(bare->front().warnings ==
        std::vector<std::string>{
            "namespace coroot does not exist yet, so the server could not check what would go into it"});
  CHECK(bench.sandbox->fleet()[0].writes().empty());

  bench.install({"prod-a"});
  const auto before = bench.versions();
  request.settings.sets = {"cacheTTL=7d"};
  const auto changed = ops::install(request, bench.around(), {});
  REQUIRE(changed.has_value());
  const auto& last = changed->front().objects.back();
  CHECK(last.outcome == "changed");
  REQUIRE(last.changes.size() == 1);
  CHECK(last.changes[0].path == "spec.cacheTTL");
  CHECK(bench.versions() == before);
}

TEST_CASE("a field the definition does not know stops the install before the first write in any cluster (objects 5)") {
  const OpsBench bench;
  bench.install({"prod-a"});
  const auto before = bench.versions();
  auto request = bench.install_request({"prod-a", "prod-b"});
  request.settings.sets = {"cacheTLL=7d"};
  const auto reports = ops::install(request, bench.around(), {});
  REQUIRE_FALSE(reports.has_value());
  CHECK(reports.error().kind == ErrorKind::invalid);
  CHECK(describe(reports.error()) ==
        "cluster prod-a: check: apply Coroot coroot/coroot: failed to create typed patch object (coroot/coroot; "
        "coroot.com/v1, Kind=Coroot): .spec.cacheTLL: field not declared in schema");
  CHECK(bench.versions() == before);
}

TEST_CASE(
    "a cluster that refuses privileged pods: the DaemonSet is named, with the reason, although status says OK "
    "(operator 10, 12)") {
  const OpsBench bench;
  support::SimFaults faults;
  faults.refuse_privileged = true;
  bench.sandbox->fleet()[0].set_faults(faults);
  const auto reports = ops::install(bench.install_request({"prod-a"}), bench.around(), {});
  REQUIRE(reports.has_value());
  REQUIRE(reports->front().error.has_value());
  const auto& error = *reports->front().error;
  CHECK(error.kind == ErrorKind::failed);
  CHECK(error.what ==
        "DaemonSet coroot/coroot-node-agent: could not be created: the DaemonSet coroot-node-agent-probe is invalid: "
        "spec.template.spec.containers[0].securityContext.privileged: Forbidden: disallowed by cluster policy");
  // The operator publishes its status last, so it may come after the verdict.
  std::string status;
  for (const auto end = Deadline::in(std::chrono::minutes(1)); status.empty() && !end.expired();) {
    const auto resource = bench.sandbox->fleet()[0].object("coroot.com", "coroots", "coroot", "coroot");
    status = resource->at({"status", "status"}).as_string();
    static_cast<void>(system_clock().pause(std::chrono::milliseconds(20), {}));
  }
  CHECK(status == "OK");
}

TEST_CASE("pods that cannot start are named with their reason when the time is up") {
  const OpsBench bench;
  support::SimFaults faults;
  faults.stuck_pods["coroot-coroot"] = "ImagePullBackOff";
  bench.sandbox->fleet()[0].set_faults(faults);
  auto request = bench.install_request({"prod-a"});
  request.timeout = std::chrono::seconds(8);
  const auto reports = ops::install(request, bench.around(), {});
  REQUIRE(reports.has_value());
  REQUIRE(reports->front().error.has_value());
  CHECK(reports->front().error->kind == ErrorKind::timeout);
  // Whether a request or a pause ends the wait decides how it begins.
  CHECK(reports->front().error->what.find("StatefulSet coroot/coroot-coroot: 0 of 1 pod ready: pod coroot-coroot-0: "
                                          "ImagePullBackOff (container \"coroot\" cannot start)") != std::string::npos);
}

TEST_CASE("a cluster that cannot be reached has its own error; the others are installed") {
  const OpsBench bench;
  bench.sandbox->fleet()[1].stop();
  const auto reports = ops::install(bench.install_request({"prod-a", "prod-b", "prod-c"}), bench.around(), {});
  REQUIRE(reports.has_value());
  CHECK_FALSE((*reports)[0].error.has_value());
  REQUIRE((*reports)[1].error.has_value());
  CHECK((*reports)[1].error->kind == ErrorKind::unreachable);
  CHECK((*reports)[1].error->where.back() == "cluster prod-b");
  CHECK_FALSE((*reports)[2].error.has_value());
}

TEST_CASE("an API server that does not serve the new definition yet is asked again (objects 20)") {
  const OpsBench bench;
  support::SimFaults faults;
  faults.unserved = 3;
  bench.sandbox->fleet()[0].set_faults(faults);
  bench.install({"prod-a"});
}

TEST_CASE("an interrupted install says what is written and what is not, in each cluster") {
  const OpsBench bench;
  std::stop_source source;
  const auto hear = [&](const fleet::Progress& progress) {
    if (progress.step.starts_with("wait: ")) source.request_stop();
  };
  const fleet::Surroundings around{*bench.connector, system_clock(), bench.env, {}, hear};
  const auto reports = ops::install(bench.install_request({"prod-a"}), around, source.get_token());
  REQUIRE(reports.has_value());
  REQUIRE(reports->front().error.has_value());
  CHECK(reports->front().error->kind == ErrorKind::cancelled);
  CHECK(outcomes(reports->front().objects).back() == "created Coroot coroot/coroot");
  CHECK(reports->front().unfinished.left == std::vector<std::string>{"the wait until it runs"});
}

TEST_CASE("a second Coroot in a cluster is refused (operator 6)") {
  const OpsBench bench;
  bench.install({"prod-a"});
  auto request = bench.install_request({"prod-a"});
  request.namespace_name = "elsewhere";
  const auto reports = ops::install(request, bench.around(), {});
  REQUIRE(reports.has_value());
  REQUIRE(reports->front().error.has_value());
  CHECK(reports->front().error->what ==
        "the cluster has coroot/coroot already, and a second Coroot would run every agent twice");
  CHECK(reports->front().error->hint == "install over it with -n coroot --name coroot");
}

TEST_CASE("one cluster under two contexts is refused before the first write") {
  const OpsBench bench;
  auto request = bench.install_request({"prod-a", "prod-b"});
  request.targets[1].cluster.connection = request.targets[0].cluster.connection;
  const auto reports = ops::install(request, bench.around(), {});
  REQUIRE_FALSE(reports.has_value());
  const auto kube_system = bench.sandbox->fleet()[0].object("", "namespaces", "", "kube-system");
  CHECK(reports.error().what == "contexts prod-a and prod-b are the same cluster (kube-system UID " +
                                    kube_system->at({"metadata", "uid"}).as_string() + ")");
  CHECK(bench.sandbox->fleet()[0].writes().empty());
}

TEST_CASE("installing over a linked hub keeps the link") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  const auto linked = ops::link_clusters(bench.link_request(), bench.around(), {});
  REQUIRE_MESSAGE(linked.has_value(), (linked ? "" : describe(linked.error())));
  const auto before = bench.versions();
  bench.install({"prod-c"});
  CHECK(bench.versions() == before);
}

}  // namespace corootctl::tests::ops_install
