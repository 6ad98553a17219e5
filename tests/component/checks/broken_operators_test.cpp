/// Checks of operators and components, each broken in one way: its code and no other one.
#include "component/checks/broken.hpp"

namespace corootctl::tests::checks_broken_operators {

using namespace corootctl::tests::broken;

namespace {

void stop_operator_of_a(const CheckBench& bench) {
  bench.edit(prod_a, operator_key, [](Value& deployment) {
    deployment.make({"spec", "replicas"}) = 0;
    deployment.make({"metadata", "generation"}) = deployment.at({"metadata", "generation"}).as_integer() + 1;
  });
}

const std::vector<Case> of_operators = {
    {"201: no operator", [](const CheckBench& bench) { bench.stop_operator(prod_a); }, {"CRT201@prod-a"}},
    {"202: an operator that is scaled to 0", stop_operator_of_a, {"CRT202@prod-a"}},
    {"203: no definition",
     [](const CheckBench& bench) {
       bench.cluster_at(prod_a).change([](support::SimState& state) { state.store.erase(definition_key); });
     },
     {"CRT203@prod-a"}},
    {"204: a definition without remoteCoroot",
     [](const CheckBench& bench) {
       bench.edit(prod_c, definition_key, [](Value& definition) {
         definition.make({"spec", "versions"})
             .list()[0]
             .make({"schema", "openAPIV3Schema", "properties", "spec", "properties", "projects", "items", "properties"})
             .object()
             .erase("remoteCoroot");
       });
     },
     {"CRT204@prod-c"}},
    {"205: a second operator",
     [](const CheckBench& bench) {
       bench.cluster_at(prod_a).change([](support::SimState& state) {
         auto second = *state.store.find(operator_key);
         second.make({"metadata", "namespace"}) = "default";
         second.make({"metadata", "uid"}) = state.store.next_uid();
         state.store.put({"apps", "deployments", "default", "coroot-operator"}, std::move(second));
       });
     },
     {"CRT205@prod-a"}},
    {"206: an image that cannot be pulled",
     [](const CheckBench& bench) {
       set_faults(bench, prod_a,
                  [](support::SimFaults& faults) { faults.stuck_pods = {{"coroot-prometheus", "ImagePullBackOff"}}; });
     },
     {"CRT206@prod-a"}},
    {"207: two replicas without Postgres",
     [](const CheckBench& bench) {
       of_resource(bench, prod_a, [](Value& resource) { resource.make({"spec", "replicas"}) = 2; });
     },
     {"CRT207@prod-a"}},
    {"208: a server's configuration without its projects",
     [](const CheckBench& bench) {
       bench.edit(prod_a, {"", "configmaps", "coroot", "coroot-coroot"},
                  [](Value& map) { map.make({"binaryData", "config.yaml"}) = base64_encode("projects: []\n"); });
     },
     {"CRT208@prod-a"},
     mend_members},
    {"209: agents on one of two nodes",
     [](const CheckBench& bench) {
       bench.edit(prod_a, first_node, [](Value& node) { node.make({"metadata", "labels", "agents"}) = "yes"; });
       bench.cluster_at(prod_a).change([](support::SimState& state) {
         auto second = *state.store.find(first_node);
         second.make({"metadata"}) = Object{{"name", "prod-a-node-2"}, {"uid", state.store.next_uid()}};
         second.make({"status", "addresses"}) = List{};
         state.store.put({"", "nodes", "", "prod-a-node-2"}, std::move(second));
       });
       bench.edit(prod_a, {"apps", "daemonsets", "coroot", "coroot-node-agent"},
                  [](Value& agents) { agents.make({"spec", "template", "spec", "nodeSelector", "agents"}) = "yes"; });
     },
     {"CRT209@prod-a"}},
    {"210: a second Coroot, whose agents report elsewhere",
     [](const CheckBench& bench) {
       bench.cluster_at(prod_a).change([](support::SimState& state) {
         Value second =
             Object{{"apiVersion", "coroot.com/v1"},
                    {"kind", "Coroot"},
                    {"metadata", Object{{"name", "edge"}, {"namespace", "default"}, {"uid", state.store.next_uid()}}},
                    {"spec", Object{{"apiKey", "an-agents-key"},
                                    {"agentsOnly", Object{{"corootURL", "https://coroot.example.com"}}}}}};
         state.store.put({"coroot.com", "coroots", "default", "edge"}, std::move(second));
       });
     },
     {"CRT210@prod-a"}},
    {"211: a project that is there twice",
     [](const CheckBench& bench) {
       of_resource(bench, prod_a, [](Value& resource) {
         auto& projects = resource.make({"spec", "projects"}).list();
         projects.push_back(Value(projects.front()));
       });
     },
     {"CRT211@prod-a"}},
};

}  // namespace

TEST_CASE("each check of operators and components finds what it is for (operator 33)") {
  Fleet fleet;
  fleet.check_all(of_operators);
}

}  // namespace corootctl::tests::checks_broken_operators
