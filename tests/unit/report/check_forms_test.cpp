#include "report/check_forms.hpp"

#include <doctest/doctest.h>

#include "checks/all.hpp"
#include "document/json.hpp"

namespace corootctl::tests::report_check_forms {

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

TEST_CASE("checks for pipelines: a case a check that applies, failed from the wanted severity on") {
  const auto report = report::findings_of(a_report(), "check", Severity::warning);
  CHECK(report.verb == "check");
  REQUIRE(report.rules.size() == 5);
  CHECK(report.rules[2].id == "CRT107");
  CHECK(report.rules[2].name == "pod-security");
  std::vector<std::string> told;
  for (const auto& each : report.cases) {
    auto line = each.name + (each.is_skipped ? " skipped" : "");
    for (const auto& finding : each.findings) line += finding.fails ? " fails: " : " found: ";
    for (const auto& finding : each.findings) line += pipeline::told(finding, pipeline::rule_of(report, each));
    for (const auto& unjudged : each.unjudged) line += " not judged: " + pipeline::placed(unjudged);
    told.push_back(line);
  }
  CHECK(told == std::vector<std::string>{
                    "CRT101 kubernetes-version",
                    "CRT107 pod-security fails: prod-a: Namespace coroot: it enforces <baseline>: 100%. Open it.",
                    "CRT109 clock-skew skipped not judged: prod-a: the answers have no Date",
                    std::string("CRT303 key-shared found: projects a, b: they have one key\nof all. ") +
                        checks::find_check("CRT303")->fix});
  REQUIRE(report.unread.size() == 1);
  CHECK(pipeline::placed(report.unread[0]) == "prod-b: connection refused");
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

}  // namespace corootctl::tests::report_check_forms
