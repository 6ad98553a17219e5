/// Checks of clusters, each broken in one way: its code and no other one.
#include "component/checks/broken.hpp"

namespace corootctl::tests::checks_broken_clusters {

using namespace corootctl::tests::broken;

namespace {

const std::vector<Case> of_clusters = {
    {"101: an old API server",
     [](const CheckBench& bench) {
       bench.cluster_at(prod_a).change([](support::SimState& state) { state.settings.version = "v1.21.14"; });
       set_node_info(bench, "kubeletVersion", "v1.21.14");
     },
     {"CRT101@prod-a"}},
    {"102: a kubelet five versions behind",
     [](const CheckBench& bench) { set_node_info(bench, "kubeletVersion", "v1.29.3"); },
     {"CRT102@prod-a"}},
    {"108: two contexts of one cluster",
     [](const CheckBench& bench) {
       const auto uid = bench.cluster_at(prod_a).object("", "namespaces", "", "kube-system")->at({"metadata", "uid"});
       bench.edit(prod_b, {"", "namespaces", "", "kube-system"},
                  [&](Value& space) { space.make({"metadata", "uid"}) = uid; });
     },
     {"CRT108"}},
    {"109: a clock that is a minute ahead",
     [](const CheckBench& bench) {
       set_faults(bench, prod_b, [](support::SimFaults& faults) { faults.clock_ahead = std::chrono::seconds(60); });
     },
     {"CRT109@prod-b"}},
    {"110: a kernel without what the agent needs",
     [](const CheckBench& bench) { set_node_info(bench, "kernelVersion", "4.18.0-553.el8.x86_64"); },
     {"CRT110@prod-a"}},
    {"111: a node that is not ready",
     [](const CheckBench& bench) {
       bench.edit(prod_a, first_node, [](Value& node) {
         node.make({"status", "conditions"}) = List{Object{{"type", "Ready"}, {"status", "Unknown"}}};
       });
     },
     {"CRT111@prod-a"}},
    {"112: a resource that somebody deleted",
     [](const CheckBench& bench) {
       bench.edit(prod_a, resource_key, [](Value& resource) {
         resource.make({"metadata", "deletionTimestamp"}) = "2026-01-02T03:04:05Z";
         resource.make({"metadata", "finalizers"}) = List{"example.com/held"};
       });
     },
     {"CRT112@prod-a"}},
};

}  // namespace

TEST_CASE("each check of clusters finds what it is for, and nothing else does") {
  Fleet fleet;
  fleet.check_all(of_clusters);
}

}  // namespace corootctl::tests::checks_broken_clusters
