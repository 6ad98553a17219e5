/// How apply goes through its waves: who goes first, how many at once, and what a failure ends.
#include <mutex>

#include "base/text.hpp"
#include "component/converge/bench.hpp"
#include "component/converge/writes.hpp"

namespace corootctl::tests::converge_waves {

using Lines = std::vector<std::string>;

namespace {

Lines names_of(const std::vector<converge::WaveReport>& waves) {
  Lines out;
  for (const auto& wave : waves) out.emplace_back(name_of(wave.wave));
  return out;
}

/// Pods of this workload never start in the cluster; "" = all do.
void stick(const FleetBench& bench, std::size_t cluster, const std::string& workload) {
  support::SimFaults faults;
  if (!workload.empty()) faults.stuck_pods[workload] = "ImagePullBackOff";
  bench.sandbox->fleet()[cluster].set_faults(faults);
}

/// Clusters in the order in which they are written to, each change of cluster once.
Lines order_of_writes(const FleetBench& bench) {
  tests::Writes writes;
  const tests::WritesConnector connector(*bench.connector, writes);
  const fleet::Surroundings around{connector, system_clock(), bench.env, {}, {}};
  for (const auto& wave : converge::apply(bench.request, bench.plan(), around, {})) {
    INFO(FleetBench::trouble_in(wave));
    CHECK_FALSE(has_failed(wave));
  }
  return writes.order();
}

}  // namespace

TEST_CASE("the canary goes first in each wave, and the others when it is done") {
  FleetBench bench;
  bench.request.canary = "prod-b";
  const auto order = order_of_writes(bench);
  Lines canary_or_not;
  for (const auto& cluster : order) {
    const std::string which = cluster == "prod-b" ? "canary" : "other";
    if (canary_or_not.empty() || canary_or_not.back() != which) canary_or_not.push_back(which);
  }
  CHECK(canary_or_not == Lines{"canary", "other", "canary", "other"});
}

TEST_CASE("with one cluster at once a wave goes from cluster to cluster") {
  FleetBench bench;
  bench.request.width_of_writes = 1;
  CHECK(order_of_writes(bench) == Lines{"prod-c", "prod-a", "prod-b", "prod-a", "prod-b", "prod-c"});
}

TEST_CASE("a canary that fails is the last cluster that is written to, and another apply goes on from there") {
  FleetBench bench;
  bench.request.canary = "prod-b";
  bench.request.timeout = std::chrono::seconds(1);
  stick(bench, 1, "coroot-operator");
  const auto before = bench.sandbox->fleet()[0].versions();
  const auto waves = bench.apply();
  CHECK(names_of(waves) == Lines{"operators"});
  CHECK(has_failed(waves.back()));
  CHECK(bench.sandbox->fleet()[0].versions() == before);
  stick(bench, 1, "");
  bench.request.timeout = std::chrono::minutes(2);
  bench.converge();
  CHECK(join(pending(bench.plan()), "\n") == "");
}

TEST_CASE("a wave in which one member failed is the last, the other member is done, and another apply goes on") {
  FleetBench bench;
  bench.request.timeout = std::chrono::seconds(1);
  stick(bench, 0, "coroot-cluster-agent");
  const auto waves = bench.apply();
  CHECK(names_of(waves) == Lines{"operators", "members"});
  CHECK(FleetBench::trouble_in(waves.back()).find("prod-a: ") == 0);
  CHECK(bench.live("prod-b", {kube::resources::coroots(), "coroot", "coroot"}).is_object());
  CHECK(bench.hub_resource().is_null());
  stick(bench, 0, "");
  bench.request.timeout = std::chrono::minutes(2);
  bench.converge();
  CHECK(join(pending(bench.plan()), "\n") == "");
}

TEST_CASE("a plan for a cluster that another one has taken the place of is refused") {
  FleetBench bench;
  std::vector<std::pair<std::string, std::string>> then;
  for (const auto& cluster : bench.plan().clusters) then.emplace_back(cluster.name, digest(cluster));
  bench.sandbox->fleet()[0].change([](support::SimState& state) {
    const support::ObjectKey key{"", "namespaces", "", "kube-system"};
    auto object = *state.store.find(key);
    object.make({"metadata", "uid"}) = "of-another-cluster";
    state.store.put(key, std::move(object));
  });
  const auto refused = check_same(bench.plan(), then);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().what ==
        "the plan does not fit any more, and nothing was written: the file or the cluster moved in prod-a");
}

}  // namespace corootctl::tests::converge_waves
