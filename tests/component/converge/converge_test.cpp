/// plan and apply of a fleet on simulated clusters with an operator each.
#include "base/text.hpp"
#include "component/converge/bench.hpp"
#include "component/ops/keys.hpp"
#include "component/ops/mortal.hpp"
#include "coroot/resource.hpp"

namespace corootctl::tests::converge_converge {

using fleetfile::Topology;
using Lines = std::vector<std::string>;

namespace {

/// As if that manager had written what we wrote.
void give(const FleetBench& bench, std::size_t cluster, const std::string& manager) {
  bench.sandbox->fleet()[cluster].change([&](support::SimState& state) {
    const support::ObjectKey key{"coroot.com", "coroots", "coroot", "coroot"};
    auto object = *state.store.find(key);
    for (auto& entry : object.make({"metadata", "managedFields"}).list()) {
      if (entry["manager"].as_string() == "corootctl") entry.make({"manager"}) = manager;
    }
    state.store.put(key, std::move(object));
  });
}

}  // namespace

TEST_CASE("from an empty start apply brings all that plan shows, wave by wave, and then nothing is pending") {
  const FleetBench bench;
  const auto before = bench.versions();
  const auto first = bench.plan();
  CHECK(bench.versions() == before);
  CHECK(is_pending(first));
  const auto lines = pending(first);
  CHECK(std::find(lines.begin(), lines.end(), "members prod-a: created Coroot coroot/coroot") != lines.end());
  CHECK(std::find(lines.begin(), lines.end(),
                  "hub prod-c: created Secret coroot/remote-coroot-clusters, waits for the keys of prod-a, prod-b") !=
        lines.end());
  Lines waves;
  for (const auto& wave : bench.apply()) {
    INFO(FleetBench::trouble_in(wave));
    CHECK_FALSE(has_failed(wave));
    waves.emplace_back(name_of(wave.wave));
  }
  CHECK(waves == Lines{"operators", "members", "hub"});
  CHECK(join(pending(bench.plan()), "\n") == "");
}

TEST_CASE("definitions that are so new that they are not served yet hold up no wave (objects 20)") {
  const FleetBench bench;
  support::SimFaults faults;
  faults.unserved = 1;
  for (std::size_t i = 0; i < 3; ++i) bench.sandbox->fleet()[i].set_faults(faults);
  bench.converge();
  CHECK(join(pending(bench.plan()), "\n") == "");
}

TEST_CASE("an apply of a fleet that is as its file says writes nothing") {
  const FleetBench bench;
  bench.converge();
  const auto before = bench.versions();
  CHECK(bench.apply().empty());
  CHECK(bench.versions() == before);
}

TEST_CASE("a field that the file changes is changed in its cluster only") {
  FleetBench bench;
  bench.converge();
  bench.request.fleet.members.front().settings.sets = {"cacheTTL=7d"};
  const auto plan = bench.plan();
  CHECK(pending(plan) == Lines{"members prod-a: changed Coroot coroot/coroot"});
  const auto& changes = plan.clusters[1].objects.back().changes;
  REQUIRE(changes.size() == 1);
  CHECK(changes.front().path == "spec.cacheTTL");
  bench.converge();
  CHECK(join(pending(bench.plan()), "\n") == "");
  bench.request.fleet.members.front().settings.sets.clear();
  bench.converge();
  CHECK(bench.live("prod-a", {kube::resources::coroots(), "coroot", "coroot"}).at({"spec", "cacheTTL"}).is_null());
}

TEST_CASE("a member that leaves the file leaves the hub with prune only; foreign projects stay") {
  FleetBench bench;
  bench.converge();
  bench.remove_member("prod-b");
  const auto kept = bench.plan();
  CHECK(kept.clusters.front().notes.front() == "no more in the file: prod-b; --prune takes them from the hub");
  bench.converge();
  CHECK(coroot::find_project(bench.hub_resource(), "prod-b") != nullptr);
  bench.request.prune = true;
  bench.converge();
  CHECK(coroot::project_names(bench.hub_resource()) == Lines{"prod-a", "prod-global"});
  const auto secret = bench.live("prod-c", {kube::resources::secrets(), "coroot", "remote-coroot-clusters"});
  CHECK(secret["data"].as_object().size() == 1);
  CHECK(join(pending(bench.plan()), "\n") == "");
}

TEST_CASE("what left the file without prune is still known as the file's when prune comes later") {
  FleetBench bench;
  bench.request.fleet.aggregates.push_back({"shop", {"prod-a"}});
  bench.converge();
  bench.request.fleet.aggregates.pop_back();
  bench.request.fleet.members.front().settings.sets = {"cacheTTL=7d"};
  bench.request.fleet.aggregates.front().projects = {"prod-a"};
  bench.converge();
  CHECK(bench.plan().clusters.front().notes.front() == "no more in the file: shop; --prune takes them from the hub");
  bench.request.prune = true;
  bench.converge();
  CHECK(coroot::project_names(bench.hub_resource()) == Lines{"prod-a", "prod-b", "prod-global"});
  CHECK(join(pending(bench.plan()), "\n") == "");
}

TEST_CASE("a member whose agents push to the hub gets the key that the hub's operator made for it") {
  FleetBench bench;
  bench.remove_member("prod-b");
  bench.add_member("prod-b", Topology::agents);
  bench.request.fleet.hub.url = "https://hub.example.com";
  bench.request.fleet.aggregates.front().projects.push_back("prod-b");
  bench.converge();
  const auto hub = bench.live("prod-c", {kube::resources::secrets(), "coroot", "coroot-agents"});
  const auto member = bench.live("prod-b", {kube::resources::secrets(), "coroot", "coroot-hub-key"});
  CHECK(hub.at({"data", "prod-b"}).as_string() == member.at({"data", "agent-api-key"}).as_string());
  const auto resource = bench.live("prod-b", {kube::resources::coroots(), "coroot", "coroot"});
  CHECK(resource.at({"spec", "agentsOnly", "corootURL"}).as_string() == "https://hub.example.com");
  CHECK(join(pending(bench.plan()), "\n") == "");
}

TEST_CASE("a readonly member is compared and never written") {
  FleetBench bench;
  bench.converge();
  auto& member = bench.request.fleet.members.front();
  member.safety = fleetfile::Safety::readonly;
  member.settings.sets = {"cacheTTL=7d"};
  const auto plan = bench.plan();
  CHECK(pending(plan) == Lines{"members prod-a: changed Coroot coroot/coroot"});
  CHECK_FALSE(plan.clusters[1].objects.back().is_checked);
  CHECK_FALSE(is_pending(plan));
  const auto before = bench.versions();
  CHECK(bench.apply().empty());
  CHECK(bench.versions() == before);
}

TEST_CASE("a field that somebody else wrote is shown with its owner, and apply refuses before any write") {
  FleetBench bench;
  bench.converge();
  bench.request.fleet.members.front().settings.sets = {"cacheTTL=7d"};
  bench.converge();
  give(bench, 0, "argocd-controller");
  bench.request.fleet.members.front().settings.sets = {"cacheTTL=3d"};
  const auto plan = bench.plan();
  REQUIRE(plan.clusters[1].objects.back().owners.size() == 1);
  CHECK(plan.clusters[1].objects.back().owners.front().starts_with("argocd-controller ("));
  const auto before = bench.versions();
  const auto refused = check_can_apply(bench.request, plan);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().kind == ErrorKind::conflict);
  CHECK(bench.versions() == before);
}

TEST_CASE("a plan that was made before the cluster moved is refused") {
  FleetBench bench;
  bench.converge();
  bench.request.fleet.members.front().settings.sets = {"cacheTTL=7d"};
  std::vector<std::pair<std::string, std::string>> then;
  for (const auto& cluster : bench.plan().clusters) then.emplace_back(cluster.name, digest(cluster));
  CHECK(check_same(bench.plan(), then).has_value());
  bench.converge();
  const auto refused = check_same(bench.plan(), then);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().what ==
        "the plan does not fit any more, and nothing was written: the file or the cluster moved in prod-a");
}

TEST_CASE("two people whose applies both make the hub's resource end with both members there (objects 32)") {
  for (const auto* moment : {"/secrets/remote-coroot-clusters", "/coroots/coroot"}) {
    INFO(moment);
    FleetBench bench;
    bench.request.chosen = {"prod-a"};
    const auto planned = bench.plan();
    const auto apply_another = [&] {
      auto other = bench.request;
      other.chosen = {"prod-b"};
      const auto plan = converge::plan(other, bench.around(), {});
      REQUIRE(plan.has_value());
      for (const auto& wave : converge::apply(other, *plan, bench.around(), {})) REQUIRE_FALSE(has_failed(wave));
    };
    const tests::MortalConnector connector(*bench.connector, {}, {moment, apply_another});
    const fleet::Surroundings around{connector, system_clock(), bench.env, {}, {}};
    for (const auto& wave : converge::apply(bench.request, planned, around, {})) {
      INFO(FleetBench::trouble_in(wave));
      CHECK_FALSE(has_failed(wave));
    }
    CHECK(coroot::project_names(bench.hub_resource()) == Lines{"prod-b", "prod-global", "prod-a"});
    bench.request.chosen.clear();
    CHECK(join(pending(bench.plan()), "\n") == "");
  }
}

TEST_CASE("an apply that was ended between a changed key and the restart is finished by the next one (operator 18)") {
  FleetBench bench;
  bench.request.verify = false;  // the simulated member keeps its old key until its own restart
  bench.converge();
  tests::change_key(bench, "another-key-of-thirty-two-letters");
  bench.converge();
  CHECK(join(pending(bench.plan()), "\n") == "");
  tests::forget_restart(bench);
  tests::age_server(bench);
  CHECK(join(pending(bench.plan()), "\n") ==
        "hub prod-c: changed StatefulSet coroot/coroot-coroot, restarts: it began before its keys were written");
  bench.converge();
  CHECK(join(pending(bench.plan()), "\n") == "");
}

}  // namespace corootctl::tests::converge_converge
