/// A member that changes its topology under one name: what the hub's server keeps, and what an ended apply leaves.
#include <algorithm>

#include "base/text.hpp"
#include "component/converge/bench.hpp"
#include "component/ops/mortal.hpp"
#include "coroot/resource.hpp"

namespace corootctl::tests::converge_move {

using fleetfile::Topology;
using Lines = std::vector<std::string>;

namespace {

constexpr auto password = "of-the-administrator";

/// Converged, prod-b being read by the hub.
class MoveBench : public FleetBench {
 public:
  explicit MoveBench(const std::string& admin = password) : FleetBench(admin) {
    request.fleet.hub.url = "https://hub.example.com";
    converge();
  }
  void move(Topology topology) { request.fleet.members.back().topology = topology; }
  /// Where the hub's server reads prod-b; "none" = it has no such project.
  std::string source() const { return sandbox->coroot().source_of("prod-b").value_or("none"); }
  std::string id() const { return sandbox->coroot().id_of("prod-b").value_or("none"); }
  /// Every remote project of the hub's resource has its key in the Secret.
  void check_keys() const {
    const auto secret = live("prod-c", {kube::resources::secrets(), "coroot", "remote-coroot-clusters"});
    const auto resource = hub_resource();
    for (const auto& project : resource.at({"spec", "projects"}).as_list()) {
      if (const auto ref = coroot::remote_key_ref(project))
        CHECK_FALSE(secret["data"][std::string_view(ref->key)].as_string().empty());
    }
  }
  /// False when it ended by itself before that write.
  bool killed_apply(tests::Death death) const {
    const auto planned = plan();
    const tests::MortalConnector mortal(*connector, death);
    const fleet::Surroundings surroundings{mortal, system_clock(), env, {}, {}};
    (void)converge::apply(request, planned, surroundings, {});
    return mortal.life().is_over();
  }
};

Lines notes_of_hub(const converge::FleetPlan& plan) { return plan.clusters.front().notes; }

}  // namespace

TEST_CASE("a member that is read and shall push has its project on the hub deleted and made anew (coroot-api 44)") {
  MoveBench bench;
  const auto old = bench.id();
  REQUIRE(bench.source().starts_with("http://"));
  bench.move(Topology::agents);
  const auto plan = bench.plan();
  CHECK(join(pending(plan), "\n") ==
        "hub prod-c: deleted Coroot project prod-b\n"
        "hub prod-c: changed Coroot coroot/coroot\n"
        "agents prod-b: changed Coroot coroot/coroot\n"
        "agents prod-b: created Secret coroot/coroot-hub-key, with the key that the hub's operator makes in wave hub");
  CHECK(notes_of_hub(plan) ==
        Lines{"keys that the file does not need: prod-b; --prune drops them",
              "prod-b moves from remote to agents: the hub deletes its project and makes it anew, so its incidents, "
              "alerts, dashboards, deployments and settings on the hub are lost; what the member's own server keeps "
              "stays there",
              "its server pod, the only one, restarts: spec.projects changes"});
  const auto starts = bench.sandbox->coroot().starts();
  bench.converge();
  CHECK(bench.source() == "");
  CHECK(bench.id() != old);
  CHECK(bench.sandbox->coroot().starts() == starts + 1);
  CHECK(join(pending(bench.plan()), "\n") == "");
  const auto calls = bench.sandbox->coroot().calls();
  CHECK(std::count(calls.begin(), calls.end(), "DELETE /api/project/" + old) == 1);
}

TEST_CASE("back from pushing to reading the project keeps its record, and the hub reads the member again") {
  MoveBench bench;
  bench.move(Topology::agents);
  bench.converge();
  const auto id = bench.id();
  bench.move(Topology::remote);
  const auto plan = bench.plan();
  const auto lines = pending(plan);
  CHECK(std::find(lines.begin(), lines.end(), "hub prod-c: deleted Coroot project prod-b") == lines.end());
  const auto notes = notes_of_hub(plan);
  CHECK(std::find(notes.begin(), notes.end(),
                  "prod-b moves from agents to remote: the logs, traces and profiles that its agents sent to the hub "
                  "so far are "
                  "not shown any more") != notes.end());
  const auto starts = bench.sandbox->coroot().starts();
  bench.converge();
  CHECK(bench.source().starts_with("http://"));
  CHECK(bench.id() == id);
  CHECK(bench.sandbox->coroot().starts() == starts + 1);
  const auto resource = bench.live("prod-b", {kube::resources::coroots(), "coroot", "coroot"});
  CHECK(resource.at({"spec", "agentsOnly"}).is_null());
  CHECK(join(pending(bench.plan()), "\n") == "");
}

TEST_CASE("whoever may not delete projects is told so by plan, and apply writes nothing") {
  MoveBench bench("");
  bench.move(Topology::agents);
  const auto before = bench.versions();
  const auto plan = bench.plan();
  CHECK(notes_of_hub(plan)[2] ==
        "apply cannot delete that project yet: anonymous users with role Viewer may not delete projects of Coroot");
  const auto refused = check_can_apply(bench.request, plan);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().kind == ErrorKind::unauthorized);
  CHECK(refused.error().hint == "Give --coroot-user and the password of an administrator of the hub's Coroot.");
  CHECK(bench.versions() == before);
}

TEST_CASE("an apply of other members leaves a member that moves as it is, also in the aggregates") {
  MoveBench bench;
  bench.move(Topology::agents);
  bench.request.chosen = {"prod-a"};
  CHECK(join(pending(bench.plan()), "\n") == "");
}

TEST_CASE("a project of the same name that is not this file's is never moved") {
  MoveBench bench;
  bench.sandbox->hub().change([](support::SimState& state) {
    const support::ObjectKey key{"coroot.com", "coroots", "coroot", "coroot"};
    auto object = *state.store.find(key);
    object.make({"metadata", "annotations"}).object().erase("corootctl.coroot.com/projects");
    for (auto& project : object.make({"spec", "projects"}).list()) {
      if (project["name"].as_string() == "prod-b") project.make({"remoteCoroot", "apiKeySecret", "name"}) = "other";
    }
    state.store.put(key, std::move(object));
  });
  bench.move(Topology::agents);
  const auto plan = bench.plan();
  REQUIRE(plan.clusters.front().error);
  CHECK(plan.clusters.front().error->what ==
        "project prod-b is of kind remote on the hub and would be of kind agents, and it is not this file's");
}

TEST_CASE(
    "an apply that moves a member can be killed at every write: the next one brings what an undisturbed one does") {
  MoveBench bench;
  for (const bool after : {false, true}) {
    for (const auto topology : {Topology::agents, Topology::remote}) {
      bool was_killed = true;
      for (int write = 0; was_killed; ++write) {
        INFO("killed " << (after ? "after" : "before") << " write " << write << " of the way to " << name_of(topology));
        bench.move(topology);
        was_killed = bench.killed_apply({write, after});
        bench.check_keys();
        bench.converge();
        CHECK(join(pending(bench.plan()), "\n") == "");
        CHECK((bench.source() == "") == (topology == Topology::agents));
        bench.move(topology == Topology::agents ? Topology::remote : Topology::agents);
        bench.converge();
      }
      bench.move(topology);
      bench.converge();
    }
  }
}

}  // namespace corootctl::tests::converge_move
