/// A healthy fleet, facts that were recorded, and clusters that cannot be read.
#include "checks/facts_json.hpp"
#include "checks/run.hpp"
#include "component/checks/broken.hpp"
#include "report/check_forms.hpp"
#include "survey/survey.hpp"

namespace corootctl::tests::checks_healthy {

using namespace corootctl::tests::broken;

TEST_CASE("a healthy fleet is clean, but for what Coroot's server itself leaves open (coroot-api 45, 46)") {
  CheckBench bench;
  CHECK(bench.run({"check", "--hub", "prod-c", "--context", "prod-a", "--context", "prod-b", "-o", "short"}) == 0);
  CHECK(bench.out.text ==
        "CRT308 warning prod-c: projects prod-a, prod-b: the hub takes a project's id for its key, and gives away the "
        "member's key for it\n");
  CHECK(bench.err.text == "45 checks passed, 1 with findings (1 warning).\n");
  CHECK(bench.run({"check", "--hub", "prod-c", "--context", "prod-a", "--fail-on", "warning", "-q"}) == 9);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto writes = bench.cluster_at(i).requests();
    CHECK(std::none_of(writes.begin(), writes.end(), [](const support::SimRequest& request) {
      return request.is_write && request.user_agent.starts_with("corootctl/0");
    }));
  }
}

TEST_CASE("308: a hub whose server takes an id for a key is found by that alone; where it does not, all is clean") {
  CheckBench bench;
  bench.sandbox->coroot().set_ids_open(false);
  CHECK(bench.all_found() == Lines{});
  CHECK(bench.err.text == "46 checks passed.\n");
  bench.sandbox->coroot().set_ids_open(true);
  CHECK(bench.all_found() == Lines{"CRT308@prod-c"});
}

TEST_CASE("facts that were recorded give the same report without any server") {
  const CheckBench bench;
  bench.sandbox->coroot().set_fault("prod-a", MemberFault::wrong_key);
  survey::SurveyRequest request;
  request.hub = bench.cluster("prod-c");
  request.clusters = {bench.cluster("prod-a"), bench.cluster("prod-b")};
  const auto facts = survey::read_facts(request, bench.around(), {});
  const auto text = document::to_json(checks::to_value(facts));
  const auto recorded = checks::read_facts(*document::parse_json(text, "facts"));
  REQUIRE(recorded.has_value());
  const auto live = report::to_value(checks::run_checks(facts, checks::When::check, {}));
  CHECK(document::to_json(report::to_value(checks::run_checks(*recorded, checks::When::check, {}))) ==
        document::to_json(live));
  CHECK(live.at({"summary", "errors"}).as_integer() == 1);
  for (std::size_t i = 0; i < 3; ++i) {
    for (const auto& secret : bench.cluster_at(i).objects("", "secrets")) {
      for (const auto& [name, value] : secret["data"].as_object()) {
        CHECK(text.find(value.as_string()) == std::string::npos);
        CHECK(text.find(*base64_decode(value.as_string())) == std::string::npos);
      }
    }
  }
}

TEST_CASE("what may not be read is not checked and never passes; what cannot be reached is an error") {
  CheckBench bench;
  set_faults(bench, prod_a, [](support::SimFaults& faults) { faults.denied = {{"list", "nodes"}}; });
  CHECK(bench.run({"check", "--context", "prod-a"}) == 0);
  CHECK(bench.out.text.find(
            "CRT110   not checked   prod-a    -        list Node: nodes is forbidden: User \"sim-admin\" cannot list "
            "resource \"nodes\" in API group \"\" at the cluster scope") != std::string::npos);
  bench.cluster_at(prod_b).stop();
  CHECK(bench.run({"check", "--context", "prod-a", "--context", "prod-b", "-o", "name"}) == 3);
  CHECK(bench.err.text.find("corootctl: error: cluster prod-b: ") == 0);
  CHECK(bench.run({"check", "--context", "prod-b", "-o", "name"}) == 5);
}

}  // namespace corootctl::tests::checks_healthy
