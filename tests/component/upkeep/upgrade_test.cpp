/// upgrade on simulated clusters; helm itself is played by a script.
#include "upkeep/upgrade/upgrade.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.hpp"
#include "component/ops/bench.hpp"
#include "component/upkeep/release.hpp"
#include "support/golden.hpp"
#include "support/temporary_directory.hpp"
#include "unit/cli/stage.hpp"

namespace corootctl::tests::upkeep_upgrade {

using Lines = std::vector<std::string>;

namespace {

/// Half an hour ago, and pauses cost nothing but their time: the recorded data go on until now.
class SwiftClock final : public Clock {
 public:
  std::chrono::system_clock::time_point now() const override {
    return std::chrono::system_clock::now() - std::chrono::minutes(30) + skipped_.load();
  }
  bool pause(std::chrono::milliseconds span, std::stop_token stop) const override {
    skipped_ = skipped_.load() + span;
    return system_clock().pause(std::chrono::milliseconds(20), stop);
  }

 private:
  mutable std::atomic<std::chrono::milliseconds> skipped_{std::chrono::milliseconds(0)};
};

/// Two members with chart 0.9.3, linked to a hub; a newer chart waits.
struct Upgrading : OpsBench {
  Upgrading() {
    install({"prod-a", "prod-b", "prod-c"});
    const auto linked = ops::link_clusters(link_request(), OpsBench::around(), {});
    REQUIRE_MESSAGE(linked.has_value(), (linked ? "" : describe(linked.error())));
    for (std::size_t i = 0; i < 2; ++i) tests::plant_release(sandbox->fleet()[i], true, "0.9.3");
    offer("0.9.4", tests::operator_manifests());
    std::ofstream(helm()) << "#!/bin/sh\ncase \"$*\" in\n"
                          << "*--dry-run=server*) cat " << folder.path() << "/offer ;;\n"
                          << "'upgrade '*) echo \"$*\" | sed 's/.*--kube-context //;s/ .*//' >>" << folder.path()
                          << "/log; test ! -e " << folder.path() << "/broken || { echo 'Error: no' >&2; exit 1; } ;;\n"
                          << "'get values '*) echo null ;;\n"
                          << "'list '*) echo '[{\"chart\": \"coroot-operator-0.9.3\"}]' ;;\nesac\n";
    std::filesystem::permissions(helm(), std::filesystem::perms::owner_all);
  }
  std::string helm() const { return folder.path() + "/helm"; }
  void offer(const std::string& version, const std::string& manifest) const {
    std::ofstream(folder.path() + "/offer") << document::to_json(tests::release_of_chart(version, manifest));
  }
  void break_helm() const { std::ofstream(folder.path() + "/broken") << ""; }
  fleet::Surroundings swift() const { return {*connector, clock, env, {}, {}}; }
  upkeep::UpgradeRequest request(const Lines& contexts = {"prod-a", "prod-b"}) const {
    upkeep::UpgradeRequest out;
    for (const auto& context : contexts) {
      deploy::OperatorSource source;
      source.helm = helm();
      out.targets.push_back({cluster(context), source, ""});
    }
    out.hub = cluster("prod-c");
    out.timeout = std::chrono::seconds(40);
    return out;
  }
  std::vector<upkeep::ClusterUpgrade> run(const upkeep::UpgradeRequest& request) const {
    const auto reports = upkeep::upgrade(request, swift(), {});
    REQUIRE_MESSAGE(reports.has_value(), (reports ? "" : describe(reports.error())));
    return *reports;
  }
  Error refusal(const upkeep::UpgradeRequest& request) const {
    const auto before = versions();
    const auto reports = upkeep::upgrade(request, swift(), {});
    REQUIRE_FALSE(reports.has_value());
    CHECK(versions() == before);
    CHECK(calls().empty());
    return reports.error();
  }
  /// The clusters that helm upgraded, in order.
  Lines calls() const {
    std::stringstream text;
    text << std::ifstream(folder.path() + "/log").rdbuf();
    const auto trimmed = std::string(trim(text.str()));
    return trimmed.empty() ? Lines() : split(trimmed, '\n');
  }
  void edit(std::size_t cluster, const support::ObjectKey& key,
            const std::function<void(document::Value&)>& change) const {
    sandbox->fleet()[cluster].change([&](support::SimState& state) {
      auto live = *state.store.find(key);
      change(live);
      state.store.put(key, std::move(live));
    });
  }

  SwiftClock clock{};
  TemporaryDirectory folder = std::move(*TemporaryDirectory::create());
};

const support::ObjectKey hub_key{"coroot.com", "coroots", "coroot", "coroot"};

}  // namespace

TEST_CASE_FIXTURE(Upgrading, "the canary goes first, and the rest when the hub has seen new data of it") {
  auto wanted = request();
  wanted.canary = "prod-b";
  const auto reports = run(wanted);
  REQUIRE(reports.size() == 2);
  for (const auto& report : reports) {
    REQUIRE_MESSAGE(!report.error, (report.error ? describe(*report.error) : ""));
    CHECK(report.outcome == "upgraded");
    CHECK(outcomes(report.objects) == Lines{"changed helm release coroot/coroot-operator"});
    REQUIRE(report.proofs.size() == 1);
    CHECK(report.proofs.front().state == hub::MemberState::ok);
  }
  CHECK(reports[0].wave == 2);
  CHECK(reports[1].wave == 1);
  CHECK(calls() == Lines{"prod-b", "prod-a"});
}

TEST_CASE_FIXTURE(Upgrading, "what the chart changes is told before the first write, and a no changes nothing") {
  auto manifest = tests::operator_manifests();
  const auto at = manifest.find("cacheTTL:");
  REQUIRE(at != std::string::npos);
  manifest.insert(at, "cacheTiers: {type: string}\n                ");
  offer("0.9.4", manifest);
  auto wanted = request();
  std::vector<upkeep::ClusterUpgrade> shown;
  wanted.consent = [&](const auto& reports) -> Result<> {
    shown = reports;
    return fail(ErrorKind::cancelled, "no");
  };
  CHECK(refusal(wanted).kind == ErrorKind::cancelled);
  REQUIRE(shown.size() == 2);
  CHECK(shown.front().diff.from == "0.9.3");
  CHECK(shown.front().diff.to == "0.9.4");
  CHECK(shown.front().diff.app_to == "1.9.4");
  CHECK(shown.front().diff.fields_added == Lines{"spec.cacheTiers"});
  CHECK(shown.front().wave == 1);
  CHECK(shown.back().wave == 2);
}

TEST_CASE_FIXTURE(Upgrading, "a failed canary is the last: the other cluster is not begun") {
  break_helm();
  const auto reports = run(request());
  REQUIRE(reports[0].error.has_value());
  CHECK(reports[0].outcome == "failed");
  CHECK_FALSE(reports[1].error.has_value());
  CHECK(reports[1].outcome == "not begun");
  CHECK(calls() == Lines{"prod-a"});
}

TEST_CASE_FIXTURE(Upgrading, "data that do not flow after the canary stop the upgrade") {
  edit(2, hub_key, [](document::Value& hub) {
    for (auto& project : hub.make({"spec", "projects"}).list()) {
      if (project["name"].as_string() == "prod-a") project.make({"remoteCoroot", "url"}) = "http://198.51.100.1:30001";
    }
  });
  auto wanted = request();
  wanted.timeout = std::chrono::seconds(5);
  const auto reports = run(wanted);
  REQUIRE(reports[0].error.has_value());
  CHECK(reports[0].error->kind == ErrorKind::no_data);
  CHECK(reports[0].error->what.starts_with("data of prod-a do not flow: "));
  CHECK(reports[1].outcome == "not begun");
}

TEST_CASE_FIXTURE(Upgrading, "clusters that have the chart are proven, and nothing is written") {
  offer("0.9.3", tests::operator_manifests());
  const auto before = versions();
  for (const auto& report : run(request())) {
    CHECK(report.outcome == "unchanged");
    CHECK(report.wave == 0);
    CHECK(report.proofs.size() == 1);
  }
  CHECK(versions() == before);
  CHECK(calls().empty());
}

TEST_CASE_FIXTURE(Upgrading, "a dry run tells the waves and the changes, and writes nothing") {
  const auto before = versions();
  auto dry = request();
  dry.dry_run = true;
  const auto reports = run(dry);
  CHECK(reports[0].outcome == "would be upgraded");
  CHECK(reports[1].wave == 2);
  CHECK(versions() == before);
  CHECK(calls().empty());
}

TEST_CASE_FIXTURE(Upgrading, "an older chart, an operator of Flux, and none at all are refused before any write") {
  SUBCASE("older") {
    offer("0.9.2", tests::operator_manifests());
    CHECK(describe(refusal(request())) == "cluster prod-a: chart 0.9.2 is older than 0.9.3, which is installed");
  }
  SUBCASE("Flux") {
    edit(1, tests::operator_key,
         [](document::Value& live) { live.make({"metadata", "labels", "helm.toolkit.fluxcd.io/name"}) = "coroot"; });
    const auto error = refusal(request());
    CHECK(error.kind == ErrorKind::conflict);
    CHECK(describe(error) ==
          "cluster prod-b: Flux brings the operator in coroot (release coroot-operator) and would set it back: "
          "HelmRelease coroot");
  }
  SUBCASE("none") {
    sandbox->fleet()[0].change([](support::SimState& state) { state.store.erase(tests::operator_key); });
    CHECK(describe(refusal(request())) == "cluster prod-a: no operator is in this cluster");
  }
  SUBCASE("manifests") {
    const auto error = refusal(request({"prod-c"}));
    CHECK(describe(error) == "cluster prod-c: helm did not bring the operator in coroot");
  }
}

TEST_CASE_FIXTURE(Upgrading, "a revision that a killed helm left is no end: it is told and done again (operator 21)") {
  std::ofstream(folder.path() + "/offer") << "another operation is in progress";  // helm tries nothing over it
  std::ofstream(helm(), std::ios::app) << "case \"$1 $2\" in 'show chart') echo 'version: 0.9.4' ;; esac\n";
  const auto left = document::to_json(tests::release_of_chart("0.9.4", tests::operator_manifests()));
  edit(0, {"", "secrets", "coroot", "sh.helm.release.v1.coroot-operator.v2"}, [&](document::Value& record) {
    record.make({"metadata", "labels", "status"}) = "pending-upgrade";
    record.make({"data", "release"}) = base64_encode(base64_encode(*gzip(left)));
  });
  std::string old_one = "deployed";
  SUBCASE("before it marked the old one") {}
  SUBCASE("after that, so that none is deployed") { old_one = "superseded"; }
  edit(0, {"", "secrets", "coroot", "sh.helm.release.v1.coroot-operator.v1"},
       [&](document::Value& record) { record.make({"metadata", "labels", "status"}) = old_one; });
  const auto reports = run(request({"prod-a"}));
  REQUIRE_MESSAGE(!reports[0].error, (reports[0].error ? describe(*reports[0].error) : ""));
  CHECK(reports[0].diff.from == "0.9.3");
  CHECK(reports[0].diff.to == "0.9.4");
  CHECK(calls() == Lines{"prod-a"});
}

TEST_CASE_FIXTURE(Upgrading,
                  "a hub that is known to crash with what is in its members is refused, until that is accepted") {
  edit(2, {"apps", "statefulsets", "coroot", "coroot-coroot"}, [](document::Value& server) {
    server.make({"spec", "template", "spec", "containers"}).list().front().make({"image"}) =
        "ghcr.io/coroot/coroot:1.22.0";
  });
  const std::string name = "helmreleases.helm.toolkit.fluxcd.io";
  sandbox->fleet()[0].change([&](support::SimState& state) {
    state.store.put({"apiextensions.k8s.io", "customresourcedefinitions", "", name},
                    document::Object{{"apiVersion", "apiextensions.k8s.io/v1"},
                                     {"kind", "CustomResourceDefinition"},
                                     {"metadata", document::Object{{"name", name}}}});
  });
  const auto error = refusal(request());
  CHECK(error.kind == ErrorKind::conflict);
  CHECK(describe(error) ==
        "cluster prod-c: the hub runs Coroot 1.22.0, and here the server panics when it merges the Flux objects of the "
        "members of an aggregated project");
  CHECK(error.hint ==
        "Bring the hub's server to 1.23.1 or newer first, or say --accept flux-merge. See "
        "https://github.com/coroot/coroot/pull/925");
  auto accepted = request();
  accepted.accepted = {"flux-merge"};
  accepted.dry_run = true;
  CHECK(run(accepted).front().outcome == "would be upgraded");
}

TEST_CASE_FIXTURE(Upgrading,
                  "upgrade --fleet takes each member's chart from the file and leaves readonly members out") {
  const auto file = folder.path() + "/corootctl.yaml";
  std::ofstream(file) << "apiVersion: corootctl.coroot.com/v1\nkind: Fleet\nhub: {context: prod-c, operator: {install: "
                         "false}}\nmembers:\n- {name: prod-a, operator: {version: '0.9.4'}}\n"
                         "- {name: prod-b, safety: readonly}\n";
  cli::test::TextOutput out, err;
  const auto before = versions();
  CHECK(cli::run({"upgrade", "--fleet", file, "--helm", helm(), "--dry-run=server", "-o", "json", "--kubeconfig",
                  sandbox->fleet().kubeconfig()},
                 cli::Surface{.out = out, .err = err}) == 0);
  CHECK(err.text ==
        "corootctl: warning: prod-b is left out: the fleet file leaves its operator to somebody else\n"
        "corootctl: warning: prod-c is left out: the fleet file leaves its operator to somebody else\n"
        "prod-a: operator\n"
        "Dry run: nothing was written.\n");
  CHECK(out.text == support::golden("upgrade.json", out.text));
  CHECK(versions() == before);
}

}  // namespace corootctl::tests::upkeep_upgrade
