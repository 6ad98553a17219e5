#include "report/check_forms.hpp"

#include <doctest/doctest.h>

#include "checks/all.hpp"
#include "document/json.hpp"

using namespace corootctl;
using checks::Severity;

namespace {

checks::CheckResult result_of(const char* code, std::vector<checks::Finding> findings, std::size_t looked = 1,
                              std::vector<checks::Unchecked> unchecked = {}) {
  return {*checks::find_check(code), {looked, std::move(findings), std::move(unchecked)}, 0};
}

/// Two findings, one check that passed, one that was not made, one that does not apply.
checks::Report a_report() {
  checks::Report out;
  out.clusters = {{"prod-a", "v1.34.4", std::nullopt},
                  {"prod-b", "", checks::Failure{"unreachable", "connection refused", ""}}};
  out.results = {result_of("CRT101", {}), result_of("CRT105", {}, 0),
                 result_of("CRT107", {{Severity::error, "prod-a", "Namespace coroot", "it enforces <baseline>: 100%",
                                       "Open it."}}),
                 result_of("CRT109", {}, 0, {{"prod-a", "the answers have no Date"}}),
                 result_of("CRT303", {{Severity::info, "", "projects a, b", "they have one key\nof all", ""}})};
  return out;
}

}  // namespace

TEST_CASE("checks as JUnit: a case a check; failed from the wanted severity on, skipped where nothing was judged") {
  const std::string fix = checks::find_check("CRT303")->fix;
  CHECK(report::to_junit(a_report(), "check", Severity::warning) ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites>\n"
        "  <testsuite name=\"corootctl check\" tests=\"4\" failures=\"1\" skipped=\"1\">\n"
        "    <testcase classname=\"corootctl.check\" name=\"CRT101 kubernetes-version\" />\n"
        "    <testcase classname=\"corootctl.check\" name=\"CRT107 pod-security\">\n"
        "      <failure type=\"CRT107\" message=\"it enforces &lt;baseline>: 100%\">error prod-a: Namespace coroot: it "
        "enforces &lt;baseline&gt;: 100%\n"
        "  Open it.\n"
        "</failure>\n"
        "    </testcase>\n"
        "    <testcase classname=\"corootctl.check\" name=\"CRT109 clock-skew\">\n"
        "      <skipped message=\"the answers have no Date\" />\n"
        "    </testcase>\n"
        "    <testcase classname=\"corootctl.check\" name=\"CRT303 key-shared\">\n"
        "      <system-out>info projects a, b: they have one key\n"
        "of all\n"
        "  " +
            fix +
            "\n"
            "</system-out>\n"
            "    </testcase>\n"
            "  </testsuite>\n"
            "</testsuites>\n");
}

TEST_CASE("checks as annotations of a workflow: one line a finding, nothing in it can end the line or the command") {
  const std::string fix = checks::find_check("CRT303")->fix;
  CHECK(report::to_github(a_report()) ==
        "::error title=CRT107 The node agents' pods are let in::prod-a: Namespace coroot: it enforces <baseline>: "
        "100%25. Open it.\n"
        "::notice title=CRT303 Each project has keys of its own::projects a, b: they have one key%0Aof all. " +
            fix + "\n");
}

TEST_CASE("checks as SARIF 2.1.0: what the schema wants is there, with rules that results point at") {
  const auto log = report::to_sarif(a_report(), "1.2.3");
  CHECK(log["version"].as_string() == "2.1.0");
  CHECK(log["$schema"].as_string().ends_with("sarif-2.1.0.json"));
  REQUIRE(log["runs"].as_list().size() == 1);
  const auto& run = log["runs"][std::size_t{0}];
  const auto& driver = run.at({"tool", "driver"});
  CHECK(driver["name"].as_string() == "corootctl");
  CHECK(driver["version"].as_string() == "1.2.3");
  REQUIRE(driver["rules"].as_list().size() == 5);
  for (const auto& rule : driver["rules"].as_list()) {
    CHECK(rule["id"].as_string().starts_with("CRT"));
    CHECK_FALSE(rule.at({"shortDescription", "text"}).as_string().empty());
    CHECK_FALSE(rule.at({"help", "text"}).as_string().empty());
  }
  REQUIRE(run["results"].as_list().size() == 2);
  for (const auto& result : run["results"].as_list()) {
    const auto index = static_cast<std::size_t>(result["ruleIndex"].as_integer());
    CHECK(driver["rules"][index]["id"] == result["ruleId"]);
  }
  const auto& first = run["results"][std::size_t{0}];
  CHECK(first["level"].as_string() == "error");
  CHECK(first.at({"message", "text"}).as_string() ==
        "prod-a: Namespace coroot: it enforces <baseline>: 100%. Open it.");
  const auto& place = first["locations"][std::size_t{0}];
  CHECK(place.at({"physicalLocation", "artifactLocation", "uri"}).as_string() == "prod-a/Namespace%20coroot");
  CHECK(place["logicalLocations"][std::size_t{0}]["fullyQualifiedName"].as_string() == "prod-a/Namespace coroot");
  CHECK(run["results"][std::size_t{1}]["level"].as_string() == "note");
  const auto& invocation = run["invocations"][std::size_t{0}];
  CHECK_FALSE(invocation["executionSuccessful"].as_bool(true));
  CHECK(document::to_json(invocation["toolExecutionNotifications"]) ==
        "[{\"level\":\"error\",\"message\":{\"text\":\"prod-b: connection refused\"}},"
        "{\"level\":\"warning\",\"message\":{\"text\":\"CRT109 not checked: prod-a: the answers have no Date\"}}]");
}

TEST_CASE("checks as JSON: clusters, states, findings with what to do, and how many") {
  const auto value = report::to_value(a_report());
  CHECK(value["schema"].as_string() == "corootctl.checks/v1");
  CHECK(document::to_json(value["clusters"]) ==
        "[{\"context\":\"prod-a\",\"version\":\"v1.34.4\",\"error\":null},"
        "{\"context\":\"prod-b\",\"version\":null,\"error\":{\"kind\":\"unreachable\",\"what\":\"connection refused\","
        "\"hint\":null}}]");
  std::vector<std::string> states;
  for (const auto& check : value["checks"].as_list()) states.push_back(check["state"].as_string());
  CHECK(states == std::vector<std::string>{"found", "found", "unchecked", "passed", "not-applicable"});
  CHECK(document::to_json(value["checks"][std::size_t{0}]["findings"]) ==
        "[{\"severity\":\"error\",\"cluster\":\"prod-a\",\"object\":\"Namespace coroot\",\"message\":\"it enforces "
        "<baseline>: 100%\",\"hint\":\"Open it.\"}]");
  CHECK(document::to_json(value["summary"]) ==
        "{\"errors\":1,\"warnings\":0,\"infos\":1,\"passed\":1,\"unchecked\":1,\"suppressed\":0}");
}
