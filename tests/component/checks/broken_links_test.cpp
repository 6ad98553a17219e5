/// Checks of keys and links, each broken in one way: its code and no other one.
#include "component/checks/broken.hpp"

namespace corootctl::tests::checks_broken_links {

using namespace corootctl::tests::broken;

namespace {

const std::vector<Case> of_keys = {
    {"301: a project's key is gone",
     [](const CheckBench& bench) { set_key(bench, prod_b, "coroot", "multi-cluster-api-key", {}); },
     {"CRT301@prod-b"},
     mend_members},
    {"302: a project's key is empty",
     [](const CheckBench& bench) { set_key(bench, prod_b, "coroot", "multi-cluster-api-key", ""); },
     {"CRT302@prod-b"},
     mend_members},
    {"303: two members with one key",
     [](const CheckBench& bench) {
       set_key(bench, prod_b, "coroot", "agent-api-key", key_of(bench, prod_a, "coroot", "agent-api-key"));
     },
     {"CRT303"}},
    {"304: the hub's copy is another key",
     [](const CheckBench& bench) {
       set_key(bench, prod_c, "remote-coroot-clusters", "prod-a", base64_encode("somebody else's"));
     },
     {"CRT304@prod-c"},
     mend_members},
    {"305: agents send a key of no project",
     [](const CheckBench& bench) {
       set_key(bench, prod_a, "coroot", "another", base64_encode("not a project's"));
       of_resource(bench, prod_a, [](Value& resource) { resource.make({"spec", "apiKeySecret", "key"}) = "another"; });
     },
     {"CRT305@prod-a"}},
    {"306: agents without a key",
     [](const CheckBench& bench) {
       of_resource(bench, prod_a, [](Value& resource) { resource.make({"spec"}).object().erase("apiKeySecret"); });
     },
     {"CRT306@prod-a"}},
    {"307: the hub has no key for a member",
     [](const CheckBench& bench) { set_key(bench, prod_c, "remote-coroot-clusters", "prod-a", {}); },
     {"CRT307@prod-c"},
     mend_members},
};

const std::vector<Case> of_links = {
    {"309: days, which the server cannot read",
     [](const CheckBench& bench) { set_member(bench, "prod-a", "metricResolution", "1d"); },
     {"CRT309@prod-c"}},
    {"310: coarser than the member measures",
     [](const CheckBench& bench) { set_member(bench, "prod-a", "metricResolution", "30s"); },
     {"CRT310@prod-c"}},
    of_fault("311: a member that is down", "prod-a", MemberFault::down, {"CRT311@prod-c"}),
    of_fault("312: a page at the member's address", "prod-a", MemberFault::wrong_url, {"CRT312@prod-c"}),
    of_fault("314: a member that refuses the key", "prod-a", MemberFault::wrong_key, {"CRT314@prod-c"}),
    of_fault("315: a proxy that lets metrics pass and no tunnel", "prod-a", MemberFault::tunnel, {"CRT315@prod-c"}),
    {"316: nodes of the same address",
     [](const CheckBench& bench) {
       bench.edit(prod_b, {"", "nodes", "", "prod-b-node-1"}, [](Value& node) {
         node.make({"status", "addresses"}) = List{Object{{"type", "InternalIP"}, {"address", "10.0.1.11"}}};
       });
     },
     {"CRT316"}},
    {"317: Services in one range",
     [](const CheckBench& bench) {
       bench.edit(prod_b, {"", "services", "default", "kubernetes"},
                  [](Value& service) { service.make({"spec", "clusterIP"}) = "10.97.0.1"; });
     },
     {"CRT317"}},
    {"318: a member's name that does not exist",
     [](const CheckBench& bench) {
       of_resource(bench, prod_c, [](Value& hub) {
         project_of(hub, "prod-global").make({"memberProjects"}).list().emplace_back("prod-x");
       });
     },
     {"CRT318@prod-c"}},
    {"319: a cluster agent without Service ports",
     [](const CheckBench& bench) { set_image(bench, prod_a, "clusterAgent", "registry.invalid/agent:1.5.0"); },
     {"CRT319@prod-a"}},
    {"320: a server that draws calls to the wrong cluster",
     [](const CheckBench& bench) {
       for (const auto cluster : {prod_a, prod_b, prod_c})
         set_image(bench, cluster, "communityEdition", "registry.invalid/coroot:1.17.7");
     },
     {"CRT320@prod-c"}},
    {"322: a remote project that the running server does not have",
     [](const CheckBench& bench) {
       bench.sandbox->coroot().set_projects(std::set<std::string>{"prod-b", "prod-c", "prod-global"});
     },
     {"CRT322@prod-c"}},
    {"323: servers of two versions",
     [](const CheckBench& bench) {
       bench.sandbox->coroot().set_projects(std::nullopt);
       set_image(bench, prod_b, "communityEdition", "registry.invalid/coroot:1.23.3");
     },
     {"CRT323"}},
};

}  // namespace

TEST_CASE("each check of keys finds what it is for") {
  Fleet fleet;
  fleet.check_all(of_keys);
}

TEST_CASE("each check of links finds what it is for") {
  Fleet fleet;
  fleet.check_all(of_links);
}

}  // namespace corootctl::tests::checks_broken_links
