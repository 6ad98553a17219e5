/// link-clusters, status and rca on simulated clusters with an operator each.
#include "base/base64.hpp"
#include "component/ops/bench.hpp"
#include "document/yaml.hpp"
#include "ops/rca/live.hpp"

namespace corootctl::tests::ops_link {

namespace {

/// Every refusal leaves every object of every cluster as it was.
void check_refused(const OpsBench& bench, const ops::LinkRequest& request, const std::string& text) {
  const auto before = bench.versions();
  const auto report = ops::link_clusters(request, bench.around(), {});
  REQUIRE_FALSE(report.has_value());
  CHECK(describe(report.error()) == text);
  CHECK(bench.versions() == before);
}

void apply(const std::string& kubeconfig, const std::string& context, const std::string& yaml,
           const kube::Resource& resource) {
  const auto client = support::open_client(kubeconfig, context);
  const Within soon{Deadline::in(std::chrono::seconds(60)), {}};
  const auto applied = client->apply(*document::parse_yaml(yaml, "test"), resource, {true, false}, soon);
  REQUIRE_MESSAGE(applied.has_value(), (applied ? "" : describe(applied.error())));
}

}  // namespace

TEST_CASE("who may not ask the hub's Coroot hears it at once, with the right, and does not wait for data in vain") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  bench.sandbox->hub().change([](support::SimState& state) { state.faults.denied = {{"get", "services/proxy"}}; });
  const auto report = ops::link_clusters(bench.link_request(), bench.around(), {});
  REQUIRE_MESSAGE(report.has_value(), (report ? "" : describe(report.error())));
  for (const auto& member : report->members) {
    REQUIRE(member.error.has_value());
    CHECK(member.error->kind == ErrorKind::unauthorized);
    CHECK(describe(*member.error).find("cannot get resource \"services/proxy\"") != std::string::npos);
  }
}

TEST_CASE(
    "linking creates the Secret before the resource, verifies each member, and a second run changes nothing (operator "
    "11, 17)") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  const auto first = ops::link_clusters(bench.link_request(), bench.around(), {});
  REQUIRE_MESSAGE(first.has_value(), (first ? "" : describe(first.error())));
  CHECK_FALSE(first->error.has_value());
  CHECK(outcomes(first->objects) ==
        std::vector<std::string>{"created Secret coroot/remote-coroot-clusters", "changed Coroot coroot/coroot"});
  for (const auto& member : first->members) {
    CHECK(member.entry == "created");
    CHECK(member.key == "created");
    REQUIRE(member.health.has_value());
    CHECK(member.health->state == hub::MemberState::ok);
  }
  std::vector<std::string> writes;
  for (const auto& call : bench.sandbox->hub().writes()) {
    if (call.find("remote-coroot-clusters") != std::string::npos) writes.push_back("Secret");
    if (call.find("/coroots/coroot?") != std::string::npos) writes.push_back("Coroot");
  }
  REQUIRE(writes.size() >= 2);
  CHECK(std::vector<std::string>(writes.end() - 2, writes.end()) == std::vector<std::string>{"Secret", "Coroot"});

  const auto before = bench.versions();
  const auto second = ops::link_clusters(bench.link_request(), bench.around(), {});
  REQUIRE(second.has_value());
  CHECK_FALSE(second->changed);
  CHECK(bench.versions() == before);
}

TEST_CASE("that the hub's only server restarts is said before the first write, and only then (operator 16-18)") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  const auto before = bench.sandbox->hub().versions();
  int announced = 0;
  bool written = false;
  const auto hear = [&](const fleet::Progress& progress) {
    if (progress.step !=
        "its server pod, the only one, restarts: keys in Secret coroot/remote-coroot-clusters, spec.projects change")
      return;
    ++announced;
    written = bench.sandbox->hub().versions() != before;
  };
  const fleet::Surroundings around{*bench.connector, system_clock(), bench.env, {}, hear};
  REQUIRE(ops::link_clusters(bench.link_request(), around, {}).has_value());
  CHECK(announced == 1);
  CHECK_FALSE(written);
  REQUIRE(ops::link_clusters(bench.link_request(), around, {}).has_value());
  CHECK(announced == 1);
}

TEST_CASE("a hub's resource on its way out is not written into (objects 26)") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  bench.sandbox->hub().change([](support::SimState& state) {
    const support::ObjectKey key{"coroot.com", "coroots", "coroot", "coroot"};
    auto resource = *state.store.find(key);
    resource.make({"metadata", "deletionTimestamp"}) = "2026-01-02T03:04:05Z";
    resource.make({"metadata", "finalizers"}) = document::List{"example.com/held"};
    state.store.put(key, std::move(resource));
  });
  check_refused(bench, bench.link_request(),
                "cluster prod-c: Coroot coroot/coroot is being deleted since 2026-01-02T03:04:05Z, held by: finalizers "
                "example.com/held");
}

TEST_CASE("what cannot be linked is refused with one message and nothing is written anywhere") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});

  SUBCASE("an unknown project, with the near one") {
    auto request = bench.link_request();
    request.members[0].project = "prod-aa";
    check_refused(bench, request, "cluster prod-a: no project prod-aa with keys of its own here; projects: prod-a");
  }
  SUBCASE("a URL on loopback") {
    auto request = bench.link_request();
    request.members[0].url = "http://127.0.0.1:30001";
    check_refused(bench, request,
                  "cluster prod-a: http://127.0.0.1:30001: from the hub's pod this address is the pod itself");
  }
  SUBCASE("the same cluster twice") {
    auto request = bench.link_request();
    request.members[1].cluster = request.members[0].cluster;
    check_refused(bench, request, "--member prod-a=prod-a and --member prod-a=prod-b name the same cluster prod-a");
  }
  SUBCASE("the same cluster under another context name") {
    auto request = bench.link_request();
    request.members[1].cluster.connection = request.members[0].cluster.connection;
    request.members[1].url = "https://b.example.com";
    check_refused(bench, request, "cluster prod-b: no project prod-b with keys of its own here; projects: prod-a");
  }
  SUBCASE("a member that cannot be reached") {
    bench.sandbox->fleet()[0].stop();
    const auto report = ops::link_clusters(bench.link_request(), bench.around(), {});
    REQUIRE_FALSE(report.has_value());
    CHECK(report.error().kind == ErrorKind::unreachable);
    CHECK(bench.sandbox->hub().object("", "secrets", "coroot", "remote-coroot-clusters") == std::nullopt);
  }
}

TEST_CASE("a member whose key is not made yet is refused, with the command that makes it") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  const auto kubeconfig = bench.sandbox->fleet().kubeconfig();
  const auto client = support::open_client(kubeconfig, "prod-a");
  const Within soon{Deadline::in(std::chrono::seconds(60)), {}};
  REQUIRE(client->remove({kube::resources::secrets(), "coroot", "coroot"}, false, soon).has_value());
  check_refused(bench, bench.link_request(),
                "cluster prod-a: Secret coroot/coroot has no key multi-cluster-api-key yet");
}

TEST_CASE("a key that cannot be a header's value is refused before any write") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  for (const auto& [key, what] : {std::pair{"   ", "blanks around it"},
                                  {"key-with-a-line-break\n", "line breaks, control characters or binary bytes"},
                                  {"\xff\x01binary", "line breaks, control characters or binary bytes"},
                                  {" padded-key", "blanks around it"}}) {
    apply(bench.sandbox->fleet().kubeconfig(), "prod-a",
          "apiVersion: v1\nkind: Secret\nmetadata: {name: coroot, namespace: coroot}\ndata: {multi-cluster-api-key: " +
              base64_encode(key) + "}\n",
          kube::resources::secrets());
    check_refused(bench, bench.link_request(),
                  std::string("cluster prod-a: key multi-cluster-api-key of Secret coroot/coroot cannot be sent to a "
                              "server: it has ") +
                      what);
  }
}

TEST_CASE("after the writes the hub's passing troubles are survived until the wait's own limit") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  const std::string gone =
      R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Expired","code":410,"message":"too old"})";
  support::SimFaults faults;
  for (const auto& [status, body] :
       {std::pair{410, gone}, {500, std::string("oops")}, {504, std::string()}, {200, std::string(R"({"spec":)")}}) {
    faults.troubles.push_back({"/coroots/coroot", OpsBench::user_agent, status, body});
  }
  faults.troubles.push_back({"/configmaps/coroot-coroot", OpsBench::user_agent, 503, "<html>maintenance</html>"});
  faults.troubles.push_back({"/configmaps/coroot-coroot", OpsBench::user_agent, 500, "oops"});
  bench.sandbox->hub().set_faults(faults);
  const auto report = ops::link_clusters(bench.link_request(), bench.around(), {});
  REQUIRE_MESSAGE(report.has_value(), (report ? "" : describe(report.error())));
  CHECK_MESSAGE(!report->error, (report->error ? describe(*report->error) : ""));
  bench.sandbox->hub().change([](support::SimState& state) { CHECK(state.faults.troubles.empty()); });
}

TEST_CASE(
    "a hub whose projects another manager owns is a conflict that names it; forcing takes them over and says so "
    "(objects 13)") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  bench.sandbox->hub().change([](support::SimState& state) {
    const support::ObjectKey key{"coroot.com", "coroots", "coroot", "coroot"};
    auto object = *state.store.find(key);
    for (auto& entry : object.make({"metadata", "managedFields"}).list()) {
      if (entry["manager"].as_string() != "corootctl") continue;
      entry.make({"manager"}) = "kubectl-client-side-apply";
      entry.make({"operation"}) = "Update";
    }
    state.store.put(key, std::move(object));
  });
  const auto before = bench.versions();
  auto request = bench.link_request();
  const auto refused = ops::link_clusters(request, bench.around(), {});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().kind == ErrorKind::conflict);
  CHECK(describe(refused.error()) ==
        "cluster prod-c: apply Coroot coroot/coroot: conflict with other field managers: kubectl-client-side-apply "
        "owns .spec.projects");
  CHECK(refused.error().hint ==
        "Use --force-conflicts to take these fields over. A later kubectl apply of the old file would then silently "
        "undo the change.");
  CHECK(bench.versions() == before);

  request.force_conflicts = true;
  const auto forced = ops::link_clusters(request, bench.around(), {});
  REQUIRE_MESSAGE(forced.has_value(), (forced ? "" : describe(forced.error())));
  CHECK(forced->warnings ==
        std::vector<std::string>{
            "Coroot coroot/coroot: spec.projects is taken over from kubectl-client-side-apply: another `kubectl apply` "
            "of its file would undo this without a word, so bring the file up to date (`corootctl status` warns until "
            "then)"});
}

TEST_CASE("what a link wrote before a later write failed is in its report") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  support::SimFaults faults;
  faults.stale = {false, true, true, true, true, true, true, true, true, true};  // only the first check goes through
  bench.sandbox->hub().set_faults(faults);
  const auto report = ops::link_clusters(bench.link_request(), bench.around(), {});
  REQUIRE_MESSAGE(report.has_value(), (report ? "" : describe(report.error())));
  CHECK(outcomes(report->objects) == std::vector<std::string>{"created Secret coroot/remote-coroot-clusters"});
  REQUIRE(report->error.has_value());
  CHECK(report->error->kind == ErrorKind::conflict);
  CHECK(report->members[0].key == "created");
  CHECK(report->members[0].entry.empty());
  CHECK(report->changed);
}

TEST_CASE("an interrupted link says what is written, what is not and what may be") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  std::stop_source source;
  const auto link_until = [&](const std::string& step) {
    source = std::stop_source();
    const auto hear = [&, step](const fleet::Progress& progress) {
      if (progress.step.starts_with(step)) source.request_stop();
    };
    const fleet::Surroundings around{*bench.connector, system_clock(), bench.env, {}, hear};
    return ops::link_clusters(bench.link_request(), around, source.get_token());
  };
  const auto before = bench.versions();
  const auto nothing = link_until("its server pod");
  REQUIRE_FALSE(nothing.has_value());
  CHECK(nothing.error().kind == ErrorKind::cancelled);
  CHECK(bench.versions() == before);

  support::SimFaults faults;
  faults.stuck_pods["coroot-coroot"] = "ContainerCreating";  // or all might run before the first look
  bench.sandbox->hub().set_faults(faults);
  const auto waiting = link_until("wait: ");
  REQUIRE_MESSAGE(waiting.has_value(), (waiting ? "" : describe(waiting.error())));
  REQUIRE(waiting->error.has_value());
  CHECK(waiting->error->kind == ErrorKind::cancelled);
  CHECK(outcomes(waiting->objects) ==
        std::vector<std::string>{"created Secret coroot/remote-coroot-clusters", "changed Coroot coroot/coroot"});
  CHECK(waiting->unfinished.in_doubt.empty());
  CHECK(waiting->unfinished.left ==
        std::vector<std::string>{"the wait until the hub runs it", "the proof that data arrive"});

  bench.sandbox->hub().set_faults({});
  const auto whole = ops::link_clusters(bench.link_request(), bench.around(), {});
  REQUIRE(whole.has_value());
  CHECK_FALSE(whole->error.has_value());
  CHECK(whole->unfinished.left.empty());
}

TEST_CASE("status shows components, links with equal keys, and a dead member in its own line") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  REQUIRE(ops::link_clusters(bench.link_request(), bench.around(), {}).has_value());
  ops::StatusRequest request;
  request.hub = bench.cluster("prod-c");
  request.clusters = {bench.cluster("prod-a"), bench.cluster("prod-b")};
  const auto all = ops::read_status(request, bench.around(), {});
  REQUIRE(all.clusters.size() == 3);
  CHECK(all.clusters[0].role == deploy::Role::hub);
  CHECK(all.clusters[1].role == deploy::Role::member);
  REQUIRE(all.links.size() == 2);
  for (const auto& link : all.links) {
    CHECK(link.hub_fingerprint == link.member_fingerprint);
    CHECK(link.hub_fingerprint.size() == 8);
    CHECK(link.health.state == hub::MemberState::ok);
  }
  bench.sandbox->fleet()[1].stop();
  const auto partial = ops::read_status(request, bench.around(), {});
  CHECK_FALSE(partial.clusters[1].error.has_value());
  REQUIRE(partial.clusters[2].error.has_value());
  CHECK(partial.clusters[2].error->kind == ErrorKind::unreachable);
  CHECK(partial.links[1].member_fingerprint.empty());
  CHECK(partial.links[1].health.state == hub::MemberState::ok);
}

TEST_CASE("status tells of the members where the hub's workloads may not be seen, and which right is missing") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  REQUIRE(ops::link_clusters(bench.link_request(), bench.around(), {}).has_value());
  support::SimFaults faults;
  faults.denied = {{"list", "deployments"}, {"list", "statefulsets"}, {"list", "pods"}, {"get", "secrets"}};
  bench.sandbox->hub().set_faults(faults);
  ops::StatusRequest request;
  request.hub = bench.cluster("prod-c");
  const auto report = ops::read_status(request, bench.around(), {});
  REQUIRE(report.clusters[0].error.has_value());
  CHECK(report.clusters[0].error->kind == ErrorKind::unauthorized);
  CHECK(report.clusters[0].projects.size() == 4);
  REQUIRE(report.links.size() == 2);
  for (const auto& link : report.links) CHECK(link.health.state == hub::MemberState::ok);
}

TEST_CASE("status calls no key wrong that the hub's server did not show: the cluster was not read whole") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  REQUIRE(ops::link_clusters(bench.link_request(), bench.around(), {}).has_value());
  support::SimFaults faults;
  faults.troubles.push_back({"/secrets/remote-coroot-clusters", OpsBench::user_agent, 500, "oops"});
  bench.sandbox->hub().set_faults(faults);
  ops::StatusRequest request;
  request.hub = bench.cluster("prod-c");
  request.clusters = {bench.cluster("prod-a"), bench.cluster("prod-b")};
  const auto report = ops::read_status(request, bench.around(), {});
  const std::string why =
      "get Secret coroot/remote-coroot-clusters: the server answers 500 Internal Server Error: \"oops\"";
  REQUIRE(report.clusters[0].error.has_value());
  CHECK(describe(*report.clusters[0].error) == why);
  CHECK(report.warnings == std::vector<std::string>());
  REQUIRE(report.links.size() == 2);
  for (const auto& link : report.links) CHECK(link.key_gap == why);
}

TEST_CASE("status and rca say once that two names are one cluster, and go on") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  REQUIRE(ops::link_clusters(bench.link_request(), bench.around(), {}).has_value());
  const auto again = [&](const std::string& context, const std::string& name) {
    auto out = bench.cluster(context);
    out.context = name;
    return out;
  };
  const auto note = [&](const std::string& names, const std::string& uid) {
    return names + " are one cluster (kube-system UID " + uid + ")";
  };
  const auto uid = [&](std::size_t cluster) {
    const auto space = bench.sandbox->fleet()[cluster].object("", "namespaces", "", "kube-system");
    return space->at({"metadata", "uid"}).as_string();
  };
  ops::StatusRequest status;
  status.hub = bench.cluster("prod-c");
  status.clusters = {bench.cluster("prod-a"), again("prod-a", "old-a"), again("prod-c", "old-c")};
  CHECK(ops::read_status(status, bench.around(), {}).warnings ==
        std::vector<std::string>{note("prod-c, old-c", uid(2)), note("prod-a, old-a", uid(0))});

  ops::RcaRequest rca;
  rca.access.hub = status.hub;
  rca.wanted.project = "prod-global";
  rca.clusters = status.clusters;
  const auto report = ops::run_rca(rca, bench.around(), {});
  REQUIRE_MESSAGE(report.has_value(), (report ? "" : describe(report.error())));
  CHECK(report->clusters.size() == 3);
  REQUIRE(report->warnings.size() >= 2);
  CHECK(report->warnings[0] == note("prod-a, old-a", uid(0)));
  CHECK(report->warnings[1] == note("old-c, prod-c", uid(2)));
}

}  // namespace corootctl::tests::ops_link
