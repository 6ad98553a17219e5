/// The hub's server and keys that change in a member: it reads them at its start only.
#include "component/ops/keys.hpp"

namespace corootctl::tests::ops_link_restart {

using namespace corootctl::tests;

TEST_CASE(
    "a key that changed in the member is written to the hub, whose server is restarted once for it (operator 18)") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  REQUIRE(ops::link_clusters(bench.link_request(), bench.around(), {}).has_value());
  change_key(bench, "another-key-of-thirty-two-letters");
  auto request = bench.link_request();
  request.verify = false;  // the simulated member keeps its old key until its own restart
  const auto changed = ops::link_clusters(request, bench.around(), {});
  REQUIRE_MESSAGE(changed.has_value(), (changed ? "" : describe(changed.error())));
  CHECK(changed->members[0].key == "changed");
  CHECK(changed->members[1].key == "unchanged");
  const auto server = bench.sandbox->hub().object("apps", "statefulsets", "coroot", "coroot-coroot");
  CHECK_FALSE(server->at({"spec", "template", "metadata", "annotations", restarted_for}).is_null());
  const auto before = bench.versions();
  REQUIRE(ops::link_clusters(request, bench.around(), {}).has_value());
  CHECK(bench.versions() == before);
}

TEST_CASE("a link that was ended between a changed key and the restart is finished by the next one (operator 18)") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  auto request = bench.link_request();
  request.verify = false;  // the simulated member keeps its old key until its own restart
  REQUIRE(ops::link_clusters(request, bench.around(), {}).has_value());
  change_key(bench, "another-key-of-thirty-two-letters");
  REQUIRE(ops::link_clusters(request, bench.around(), {}).has_value());
  forget_restart(bench);
  age_server(bench);
  std::vector<std::string> told;
  const auto hear = [&](const fleet::Progress& progress) {
    if (progress.step.starts_with("its server pod")) told.push_back(progress.step);
  };
  const fleet::Surroundings around{*bench.connector, system_clock(), bench.env, {}, hear};
  const auto finished = ops::link_clusters(request, around, {});
  REQUIRE_MESSAGE(finished.has_value(), (finished ? "" : describe(finished.error())));
  CHECK(outcomes(finished->objects) == std::vector<std::string>{"unchanged Secret coroot/remote-coroot-clusters",
                                                                "unchanged Coroot coroot/coroot",
                                                                "changed StatefulSet coroot/coroot-coroot"});
  CHECK(finished->changed);
  CHECK(told ==
        std::vector<std::string>{"its server pod, the only one, restarts: it began before its keys were written"});
  told.clear();
  const auto again = ops::link_clusters(request, around, {});
  REQUIRE(again.has_value());
  CHECK_FALSE(again->changed);
  CHECK(told.empty());
}

TEST_CASE("a server that is older than a Secret in which no key was changed is left alone (operator 18)") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  REQUIRE(ops::link_clusters(bench.link_request(), bench.around(), {}).has_value());
  age_server(bench);
  const auto again = ops::link_clusters(bench.link_request(), bench.around(), {});
  REQUIRE(again.has_value());
  CHECK_FALSE(again->changed);
}

}  // namespace corootctl::tests::ops_link_restart
