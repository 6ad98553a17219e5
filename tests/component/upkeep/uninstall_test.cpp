/// uninstall on simulated clusters with an operator each.
#include "upkeep/uninstall/uninstall.hpp"

#include <algorithm>
#include <deque>

#include "base/text.hpp"
#include "component/ops/bench.hpp"
#include "component/upkeep/release.hpp"
#include "unit/cli/stage.hpp"

namespace corootctl::tests::upkeep_uninstall {

using document::Object;
using document::Value;
using Lines = std::vector<std::string>;

namespace {

struct Leaving : OpsBench {
  Leaving() { install({"prod-a"}); }

  upkeep::UninstallRequest request(const std::string& context = "prod-a") const {
    upkeep::UninstallRequest out;
    out.targets = {{cluster(context), ""}};
    out.timeout = std::chrono::minutes(1);
    return out;
  }
  upkeep::ClusterUninstall run(const upkeep::UninstallRequest& request) const {
    const auto reports = upkeep::uninstall(request, around(), {});
    REQUIRE_MESSAGE(reports.has_value(), (reports ? "" : describe(reports.error())));
    return reports->front();
  }
  upkeep::ClusterUninstall done(const upkeep::UninstallRequest& request) const {
    auto report = run(request);
    REQUIRE_MESSAGE(!report.error, (report.error ? describe(*report.error) : ""));
    return report;
  }
  Error refusal(const upkeep::UninstallRequest& request) const {
    const auto before = versions();
    const auto reports = upkeep::uninstall(request, around(), {});
    REQUIRE_FALSE(reports.has_value());
    CHECK(versions() == before);
    return reports.error();
  }
  support::SimCluster& prod_a() const { return sandbox->fleet()[0]; }
  std::size_t count(const std::string& group, const std::string& plural) const {
    return prod_a().objects(group, plural).size();
  }
  /// Another team's Coroot beside ours.
  void add_second() const {
    prod_a().change([](support::SimState& state) {
      auto other = *state.store.find({"coroot.com", "coroots", "coroot", "coroot"});
      other.make({"metadata", "namespace"}) = "team-b";
      other.make({"metadata", "name"}) = "other";
      other.make({"metadata", "uid"}) = state.store.next_uid();
      state.store.put({"", "namespaces", "", "team-b"},
                      Object{{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", Object{{"name", "team-b"}}}});
      state.store.put({"coroot.com", "coroots", "team-b", "other"}, std::move(other));
    });
  }
};

/// Without the cluster roles of the agents: either the operator or uninstall comes first there.
Lines done_by(const upkeep::ClusterUninstall& report) {
  auto out = outcomes(report.objects);
  std::erase_if(out, [](const std::string& line) { return line.ends_with("coroot-cluster-agent"); });
  return out;
}

}  // namespace

TEST_CASE_FIXTURE(Leaving,
                  "uninstall takes the Coroot and the operator; definition, data, keys and namespace stay "
                  "(operator 14, 31)") {
  const auto claims = count("", "persistentvolumeclaims");
  REQUIRE(claims == 6);
  const auto report = done(request());
  CHECK(done_by(report) == Lines{"changed Coroot coroot/coroot", "deleted Coroot coroot/coroot",
                                 "deleted ClusterRoleBinding coroot-operator", "deleted ClusterRole coroot-operator",
                                 "deleted ServiceAccount coroot/coroot-operator",
                                 "deleted Deployment coroot/coroot-operator"});
  CHECK(report.kept == Lines{"data, in data-coroot-clickhouse-keeper-0 (10Gi), data-coroot-clickhouse-keeper-1 (10Gi), "
                             "data-coroot-clickhouse-keeper-2 (10Gi), data-coroot-clickhouse-shard-0-0 (100Gi), "
                             "data-coroot-coroot-0 (10Gi), data-coroot-prometheus (10Gi)",
                             "keys, in Secret coroot/coroot", "CustomResourceDefinition coroots.coroot.com",
                             "namespace coroot"});
  CHECK(count("coroot.com", "coroots") == 0);
  CHECK(count("apps", "statefulsets") == 0);
  CHECK(count("apps", "deployments") == 0);
  CHECK(count("apps", "daemonsets") == 0);
  CHECK(count("", "pods") == 0);
  CHECK(count("rbac.authorization.k8s.io", "clusterroles") == 0);
  CHECK(count("", "persistentvolumeclaims") == claims);
  CHECK(prod_a().object("", "secrets", "coroot", "coroot").has_value());
  CHECK(count("apiextensions.k8s.io", "customresourcedefinitions") == 1);

  const auto before = versions();
  CHECK(done(request()).objects.empty());
  CHECK(versions() == before);
}

TEST_CASE_FIXTURE(Leaving, "what was kept is there again after the next install: the same keys and volumes") {
  const auto key = prod_a().object("", "secrets", "coroot", "coroot")->at({"data", "agent-api-key"}).as_string();
  done(request());
  install({"prod-a"});
  CHECK(prod_a().object("", "secrets", "coroot", "coroot")->at({"data", "agent-api-key"}).as_string() == key);
  CHECK(count("", "persistentvolumeclaims") == 6);
}

TEST_CASE_FIXTURE(Leaving, "told so, uninstall leaves nothing but the namespace") {
  auto everything = request();
  everything.extent = {true, true, true};
  done(everything);
  CHECK(count("", "persistentvolumeclaims") == 0);
  CHECK(count("", "secrets") == 0);
  CHECK(count("apiextensions.k8s.io", "customresourcedefinitions") == 0);
  CHECK(count("", "namespaces") > 0);
}

TEST_CASE_FIXTURE(Leaving, "of two Coroots one goes, the other keeps its operator and runs on (operator 6, 14)") {
  add_second();
  const auto report = done(request());
  CHECK(outcomes(report.objects) == Lines{"changed Coroot coroot/coroot", "deleted Coroot coroot/coroot",
                                          "deleted ClusterRoleBinding coroot-cluster-agent",
                                          "deleted ClusterRole coroot-cluster-agent"});
  CHECK(std::count(report.kept.begin(), report.kept.end(), "operator in coroot: Coroot team-b/other needs it") == 1);
  CHECK(prod_a().object("coroot.com", "coroots", "team-b", "other").has_value());
  CHECK(prod_a().object(operator_key.group, operator_key.plural, "coroot", "coroot-operator").has_value());
}

TEST_CASE_FIXTURE(Leaving, "the definition is not deleted while another Coroot would go with it (operator 31)") {
  add_second();
  auto all = request();
  all.extent.definition = true;
  const auto reports = upkeep::uninstall(all, around(), {});
  REQUIRE_FALSE(reports.has_value());
  CHECK(count("coroot.com", "coroots") == 2);
  CHECK(reports.error().kind == ErrorKind::conflict);
  CHECK(
      describe(reports.error()) ==
      "cluster prod-a: deleting the definition deletes every Coroot of the cluster, and Coroot team-b/other would go, "
      "too");
}

TEST_CASE_FIXTURE(Leaving, "another project than the one that was named is no mistake to make") {
  auto wrong = request();
  wrong.targets.front().project = "prod-b";
  const auto error = refusal(wrong);
  CHECK(error.kind == ErrorKind::usage);
  CHECK(describe(error) == "cluster prod-a: Coroot coroot/coroot has no project prod-b, but prod-a");
}

TEST_CASE_FIXTURE(Leaving, "without the operator's work data cannot be kept, and nothing is begun") {
  prod_a().change([](support::SimState& state) {
    auto live = *state.store.find(operator_key);
    live.make({"spec", "replicas"}) = 0;
    state.store.put(operator_key, std::move(live));
  });
  const auto error = refusal(request());
  CHECK(describe(error) ==
        "cluster prod-a: Deployment coroot/coroot-operator: scaled to 0, so nothing that is written now would take "
        "effect");
  CHECK(error.hint == "Bring the operator back to work, or give the data up with --delete-data.");
  auto gone = request();
  gone.extent.data = true;
  done(gone);
  CHECK(count("", "persistentvolumeclaims") == 0);
}

TEST_CASE_FIXTURE(Leaving, "a hub that reads members and a member that is read are refused, until that is said") {
  install({"prod-b", "prod-c"});
  const auto linked = ops::link_clusters(link_request(), around(), {});
  REQUIRE_MESSAGE(linked.has_value(), (linked ? "" : describe(linked.error())));
  const auto hub = refusal(request("prod-c"));
  CHECK(describe(hub) == "cluster prod-c: Coroot coroot/coroot is a hub that reads prod-a, prod-b");
  CHECK(hub.hint ==
        "Run `corootctl unlink-clusters --hub prod-c --member prod-a --member prod-b` first, or say --even-linked.");
  auto member = request();
  member.hub = cluster("prod-c");
  const auto error = refusal(member);
  CHECK(describe(error) == "cluster prod-a: the hub prod-c reads project prod-a");
  CHECK(error.hint == "Run `corootctl unlink-clusters --hub prod-c --member prod-a` first, or say --even-linked.");
  member.even_linked = true;
  done(member);
}

TEST_CASE_FIXTURE(Leaving, "without consent nothing is deleted, and what is asked tells what would be") {
  auto asked = request();
  std::vector<upkeep::Farewell> shown;
  asked.consent = [&](const std::vector<upkeep::Farewell>& farewells) -> Result<> {
    shown = farewells;
    return fail(ErrorKind::cancelled, "no");
  };
  CHECK(refusal(asked).kind == ErrorKind::cancelled);
  REQUIRE(shown.size() == 1);
  CHECK(shown.front().name == "prod-a");
  CHECK(shown.front().lost == Lines{"Coroot coroot/coroot with project prod-a", "operator in coroot"});
  CHECK(shown.front().notes == Lines{"a hub may read project prod-a, which has a further key: name it with --hub to be "
                                     "sure that none does"});
}

TEST_CASE_FIXTURE(Leaving, "a dry run deletes nothing and shows what would go") {
  const auto before = versions();
  auto dry = request();
  dry.dry_run = true;
  const auto report = done(dry);
  CHECK(outcomes(report.objects).back() == "deleted ClusterRole coroot-cluster-agent");
  CHECK(report.objects.front().changes.size() == 3);
  CHECK(versions() == before);
}

TEST_CASE_FIXTURE(Leaving, "a run that was refused on the way goes on when it is repeated") {
  support::SimFaults faults;
  std::string plural;
  SUBCASE("at the resource") { plural = "coroots"; }
  SUBCASE("at the operator's rights") { plural = "clusterrolebindings"; }
  SUBCASE("at the operator") { plural = "deployments"; }
  faults.denied = {{"delete", plural}};
  prod_a().set_faults(faults);
  const auto first = run(request());
  REQUIRE(first.error.has_value());
  CHECK(first.error->kind == ErrorKind::unauthorized);
  CHECK_FALSE(first.unfinished.left.empty());
  prod_a().set_faults({});
  done(request());
  CHECK(count("coroot.com", "coroots") == 0);
  CHECK(count("apps", "deployments") == 0);
  CHECK(count("", "persistentvolumeclaims") == 6);
}

TEST_CASE_FIXTURE(Leaving, "a finalizer that holds the resource is named when the time is over") {
  prod_a().change([](support::SimState& state) {
    const support::ObjectKey key{"coroot.com", "coroots", "coroot", "coroot"};
    auto live = *state.store.find(key);
    live.make({"metadata", "finalizers"}) = document::List{"example.com/hold"};
    state.store.put(key, std::move(live));
  });
  auto short_wait = request();
  short_wait.timeout = std::chrono::seconds(12);
  const auto report = run(short_wait);
  REQUIRE(report.error.has_value());
  CHECK(report.error->kind == ErrorKind::timeout);
  INFO(describe(*report.error));
  CHECK(report.error->what.starts_with("still there: Coroot coroot/coroot: being deleted since "));
  CHECK(report.error->what.find("example.com/hold") != std::string::npos);
}

namespace {

struct LeavingRelease : Leaving {
  explicit LeavingRelease(bool ours = true) { tests::plant_release(prod_a(), ours); }
};
struct LeavingForeignRelease : LeavingRelease {
  LeavingForeignRelease() : LeavingRelease(false) {}
};
/// Its operator is in a namespace of its own.
struct LeavingFarRelease : Leaving {
  LeavingFarRelease() {
    prod_a().change([](support::SimState& state) {
      state.store.put({"", "namespaces", "", "ops"},
                      Object{{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", Object{{"name", "ops"}}}});
    });
    tests::plant_release(prod_a(), true, "0.9.4", "ops");
  }
  std::size_t records() const {
    const auto secrets = prod_a().objects("", "secrets");
    return static_cast<std::size_t>(std::count_if(secrets.begin(), secrets.end(), [](const Value& secret) {
      return secret.at({"metadata", "name"}).as_string().starts_with("sh.helm.release");
    }));
  }
};

}  // namespace

TEST_CASE_FIXTURE(LeavingRelease,
                  "a release of ours goes object by object, its records last, the definition stays "
                  "(operator 31)") {
  const auto report = done(request());
  CHECK(done_by(report) == Lines{"changed Coroot coroot/coroot", "deleted Coroot coroot/coroot",
                                 "deleted Deployment coroot/coroot-operator",
                                 "deleted ClusterRoleBinding coroot-operator", "deleted ClusterRole coroot-operator",
                                 "deleted ServiceAccount coroot/coroot-operator",
                                 "deleted Secret coroot/sh.helm.release.v1.coroot-operator.v1",
                                 "deleted Secret coroot/sh.helm.release.v1.coroot-operator.v2"});
  CHECK(count("apiextensions.k8s.io", "customresourcedefinitions") == 1);
}

TEST_CASE_FIXTURE(LeavingRelease, "what an interrupted run left of a release is found by helm's record (operator 20)") {
  prod_a().change([](support::SimState& state) { state.store.erase(operator_key); });
  prod_a().change([](support::SimState& state) { state.store.erase({"coroot.com", "coroots", "coroot", "coroot"}); });
  const auto report = done(request());
  CHECK(outcomes(report.objects) ==
        Lines{"deleted ClusterRoleBinding coroot-operator", "deleted ClusterRole coroot-operator",
              "deleted ServiceAccount coroot/coroot-operator", "deleted ClusterRoleBinding coroot-cluster-agent",
              "deleted ClusterRole coroot-cluster-agent", "deleted Secret coroot/sh.helm.release.v1.coroot-operator.v1",
              "deleted Secret coroot/sh.helm.release.v1.coroot-operator.v2"});
}

TEST_CASE_FIXTURE(LeavingFarRelease, "ended between an operator in another namespace and helm's records, it goes on") {
  support::SimFaults faults;
  faults.denied = {{"delete", "secrets"}};
  prod_a().set_faults(faults);
  const auto ended = run(request());
  REQUIRE(ended.error.has_value());
  CHECK(join(ended.unfinished.left, "\n") ==
        "Secret ops/sh.helm.release.v1.coroot-operator.v1\n"
        "Secret ops/sh.helm.release.v1.coroot-operator.v2\nthe wait until it is gone");
  CHECK(count("apps", "deployments") == 0);
  CHECK(records() == 2);
  prod_a().set_faults({});
  CHECK(outcomes(done(request()).objects).back() == "deleted Secret ops/sh.helm.release.v1.coroot-operator.v2");
  CHECK(records() == 0);
}

TEST_CASE_FIXTURE(LeavingFarRelease,
                  "who may not list Secrets of all namespaces finds records beside the Coroot only") {
  prod_a().change([](support::SimState& state) {
    state.store.erase({operator_key.group, operator_key.plural, "ops", operator_key.name});
    state.store.erase({"coroot.com", "coroots", "coroot", "coroot"});
  });
  support::SimFaults faults;
  faults.denied = {{"list", "secrets", true}};
  prod_a().set_faults(faults);
  done(request());
  CHECK(records() == 2);
}

TEST_CASE_FIXTURE(LeavingForeignRelease, "an operator that somebody else brought stays (operator 26)") {
  const auto report = done(request());
  CHECK(done_by(report) == Lines{"changed Coroot coroot/coroot", "deleted Coroot coroot/coroot"});
  CHECK(std::count(report.kept.begin(), report.kept.end(),
                   "helm release coroot/coroot-operator: somebody else brought it") == 1);
}

namespace {

struct Said {
  int code = 0;
  std::string out{}, err{};
};

/// At a terminal when there is something to type.
Said say(const OpsBench& bench, std::vector<std::string> args, const std::vector<std::string>& typed = {}) {
  cli::test::TextOutput out, err;
  std::deque<std::string> lines(typed.begin(), typed.end());
  cli::Surface surface{.out = out, .err = err};  // its clock goes: uninstall waits
  surface.terminal.in = surface.terminal.err = !typed.empty();
  surface.read_line = [&]() -> Result<std::string> {
    auto line = lines.front();
    lines.pop_front();
    return line;
  };
  args.insert(args.end(), {"--kubeconfig", bench.sandbox->fleet().kubeconfig(), "-q"});
  const int code = cli::run(args, surface);
  return {code, out.text, err.text};
}

}  // namespace

TEST_CASE_FIXTURE(Leaving, "on a terminal the project's name is typed; anything else deletes nothing") {
  const auto before = versions();
  const auto refused = say(*this, {"uninstall", "--context", "prod-a"}, {"prod-b"});
  CHECK(refused.code == 130);
  CHECK(refused.err.find("  delete  Coroot coroot/coroot with project prod-a\n") != std::string::npos);
  CHECK(refused.err.find("Type prod-a to delete it in prod-a: ") != std::string::npos);
  CHECK(refused.err.find("not confirmed, nothing was deleted") != std::string::npos);
  CHECK(versions() == before);
  const auto agreed = say(*this, {"uninstall", "--context", "prod-a"}, {"prod-a"});
  CHECK(agreed.code == 0);
  CHECK(count("coroot.com", "coroots") == 0);
}

TEST_CASE_FIXTURE(Leaving, "a pipeline has to write the project's name beside --yes") {
  const auto before = versions();
  const auto bare = say(*this, {"uninstall", "--context", "prod-a"});
  CHECK(bare.code == 2);
  const auto unnamed = say(*this, {"uninstall", "--context", "prod-a", "--yes"});
  CHECK(unnamed.code == 2);
  CHECK(unnamed.err ==
        "corootctl: error: --yes is not enough to delete project prod-a of prod-a: its name has to be typed\n"
        "  hint: Write --context prod-a=prod-a, or add --confirm prod-a.\n");
  CHECK(versions() == before);
  CHECK(say(*this, {"uninstall", "--context", "prod-a=prod-a", "--yes"}).code == 0);
  CHECK(count("coroot.com", "coroots") == 0);
}

}  // namespace corootctl::tests::upkeep_uninstall
