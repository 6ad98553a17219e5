#include "report/check_forms.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/text_width.hpp"
#include "report/junit_document.hpp"
#include "report/plain.hpp"

namespace corootctl::report {
namespace {

using checks::CheckResult;
using checks::Severity;
using checks::State;
using document::List;
using document::Object;
using document::Value;

Value or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

std::string_view word_of(State state) {
  switch (state) {
    case State::passed: return "passed";
    case State::found: return "found";
    case State::unchecked: return "unchecked";
    case State::not_applicable: break;
  }
  return "not-applicable";
}

const std::string& hint_of(const checks::Finding& finding, const std::string& fix) {
  return finding.hint.empty() ? fix : finding.hint;
}

Value finding_value(const checks::Finding& finding, const CheckResult& result) {
  return Object{{"severity", checks::name_of(finding.severity)},
                {"cluster", or_null(finding.cluster)},
                {"object", or_null(finding.object)},
                {"message", finding.message},
                {"hint", hint_of(finding, result.check.fix)}};
}

Value result_value(const CheckResult& result) {
  List findings, unchecked;
  for (const auto& each : result.outcome.findings) findings.push_back(finding_value(each, result));
  for (const auto& each : result.outcome.unchecked)
    unchecked.push_back(Object{{"cluster", or_null(each.cluster)}, {"why", each.why}});
  return Object{{"code", result.check.code},
                {"name", result.check.name},
                {"title", result.check.title},
                {"state", word_of(checks::state_of(result))},
                {"findings", std::move(findings)},
                {"unchecked", std::move(unchecked)},
                {"suppressed", static_cast<std::int64_t>(result.suppressed)}};
}

Value cluster_value(const checks::ReadCluster& cluster) {
  Value error;
  if (cluster.failure)
    error = Object{
        {"kind", cluster.failure->kind}, {"what", cluster.failure->what}, {"hint", or_null(cluster.failure->hint)}};
  return Object{{"context", cluster.context}, {"version", or_null(cluster.version)}, {"error", std::move(error)}};
}

std::int64_t count_of(const checks::Report& report, State state) {
  return std::count_if(report.results.begin(), report.results.end(),
                       [&](const CheckResult& result) { return checks::state_of(result) == state; });
}

/// "prod-a: Namespace coroot: text"
std::string placed(const std::string& cluster, const std::string& object, const std::string& text) {
  return (cluster.empty() ? "" : cluster + ": ") + (object.empty() ? "" : object + ": ") + text;
}

std::string placed(const checks::Finding& finding) { return placed(finding.cluster, finding.object, finding.message); }

/// What a test case says, and whether it failed.
struct CaseText {
  std::string text{};
  bool failed = false;
};

CaseText case_text(const CheckResult& result, Severity least) {
  CaseText out;
  for (const auto& finding : result.outcome.findings) {
    out.failed = out.failed || finding.severity >= least;
    out.text += fmt::format("{} {}\n  {}\n", checks::name_of(finding.severity), placed(finding),
                            hint_of(finding, result.check.fix));
  }
  for (const auto& each : result.outcome.unchecked)
    out.text += "not checked " + placed(each.cluster, "", each.why) + "\n";
  return out;
}

void add_check_case(pugi::xml_node suite, const CheckResult& result, const char* verb, const CaseText& said) {
  auto test = suite.append_child("testcase");
  test.append_attribute("classname") = (std::string("corootctl.") + verb).c_str();
  test.append_attribute("name") = (std::string(result.check.code) + " " + result.check.name).c_str();
  const auto text = xml_text(said.text);
  if (said.failed) {
    auto failure = test.append_child("failure");
    failure.append_attribute("type") = result.check.code;
    failure.append_attribute("message") = xml_text(result.outcome.findings.front().message).c_str();
    failure.text().set(text.c_str());
  } else if (checks::state_of(result) == State::unchecked) {
    test.append_child("skipped").append_attribute("message") = xml_text(result.outcome.unchecked.front().why).c_str();
  } else if (!text.empty()) {
    test.append_child("system-out").text().set(text.c_str());
  }
}

const char* sarif_level(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

Value sarif_text(const std::string& text) { return Object{{"text", text}}; }

Value sarif_rule(const checks::Check& check) {
  return Object{{"id", check.code},
                {"name", check.name},
                {"shortDescription", sarif_text(check.title)},
                {"fullDescription", sarif_text(check.meaning)},
                {"help", sarif_text(check.fix)},
                {"defaultConfiguration", Object{{"level", sarif_level(check.severity)}}}};
}

/// Code scanning wants a file of each finding; there is none, so the cluster and its object stand for one.
Value sarif_location(const checks::Finding& finding) {
  const auto name = (finding.cluster.empty() ? "fleet" : finding.cluster) + "/" +
                    (finding.object.empty() ? "cluster" : finding.object);
  std::string path;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = std::isalnum(byte) != 0 || std::string_view("/-_.").find(c) != std::string_view::npos;
    path += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return Object{{"physicalLocation", Object{{"artifactLocation", Object{{"uri", path}}}}},
                {"logicalLocations", List{Object{{"fullyQualifiedName", name}, {"kind", "resource"}}}}};
}

Value sarif_result(const checks::Finding& finding, const CheckResult& result, std::size_t rule) {
  return Object{{"ruleId", result.check.code},
                {"ruleIndex", static_cast<std::int64_t>(rule)},
                {"level", sarif_level(finding.severity)},
                {"message", sarif_text(placed(finding) + ". " + hint_of(finding, result.check.fix))},
                {"locations", List{sarif_location(finding)}}};
}

/// What could not be checked: the run is whole only without it.
Value sarif_invocation(const checks::Report& report) {
  List notes;
  for (const auto& cluster : report.clusters) {
    if (cluster.failure)
      notes.push_back(
          Object{{"level", "error"}, {"message", sarif_text(placed(cluster.context, "", cluster.failure->what))}});
  }
  for (const auto& result : report.results) {
    for (const auto& each : result.outcome.unchecked)
      notes.push_back(Object{{"level", "warning"},
                             {"message", sarif_text(std::string(result.check.code) +
                                                    " not checked: " + placed(each.cluster, "", each.why))}});
  }
  const bool whole = std::none_of(report.clusters.begin(), report.clusters.end(),
                                  [](const auto& cluster) { return cluster.failure.has_value(); });
  return Object{{"executionSuccessful", whole}, {"toolExecutionNotifications", std::move(notes)}};
}

/// Percent, line ends and, in properties, separators as a workflow reads them.
std::string github_text(const std::string& text, bool is_property) {
  std::string out;
  for (const char c : text) {
    const bool special = c == '%' || c == '\r' || c == '\n' || (is_property && (c == ':' || c == ','));
    out += special ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return out;
}

/// "An error, told by check and preflight."
std::string occasion_of(const checks::Check& check) {
  const char* verbs = check.when == checks::When::both        ? "check and preflight"
                      : check.when == checks::When::preflight ? "preflight"
                                                              : "check";
  const char* kind = check.severity == Severity::error     ? "An error"
                     : check.severity == Severity::warning ? "A warning"
                                                           : "Information";
  return fmt::format("{}, told by {}.", kind, verbs);
}

}  // namespace

Value to_value(const checks::Report& report) {
  List clusters, results;
  for (const auto& cluster : report.clusters) clusters.push_back(cluster_value(cluster));
  for (const auto state : {State::found, State::unchecked, State::passed, State::not_applicable}) {
    for (const auto& result : report.results) {
      if (checks::state_of(result) == state) results.push_back(result_value(result));
    }
  }
  const auto number = [](std::size_t count) { return static_cast<std::int64_t>(count); };
  return Object{{"schema", "corootctl.checks/v1"},
                {"clusters", std::move(clusters)},
                {"checks", std::move(results)},
                {"summary", Object{{"errors", number(report.count(Severity::error))},
                                   {"warnings", number(report.count(Severity::warning))},
                                   {"infos", number(report.count(Severity::info))},
                                   {"passed", count_of(report, State::passed)},
                                   {"unchecked", count_of(report, State::unchecked)},
                                   {"suppressed", number(report.suppressed())}}}};
}

Value to_value(const checks::Check& check) {
  return Object{{"code", check.code},   {"name", check.name},       {"severity", checks::name_of(check.severity)},
                {"title", check.title}, {"meaning", check.meaning}, {"fix", check.fix}};
}

std::string to_text(const checks::Check& check) {
  constexpr std::size_t columns = 100;
  return fmt::format("{} {}: {}\n\n{}\n\nHow to put it right\n{}\n\n{}\n", check.code, check.name, check.title,
                     wrap(check.meaning, columns, 0), wrap(check.fix, columns, 0), occasion_of(check));
}

std::string to_markdown(const checks::Check& check) {
  return fmt::format("# {} {}\n\n**{}.** {}\n\n## What a finding means\n\n{}\n\n## How to put it right\n\n{}\n",
                     check.code, check.name, check.title, occasion_of(check), check.meaning, check.fix);
}

std::string to_junit(const checks::Report& report, const char* verb, Severity least) {
  pugi::xml_document document;
  auto suite = begin_suite(document, verb);
  int tests = 0, failures = 0, skipped = 0;
  for (const auto& result : report.results) {
    const auto state = checks::state_of(result);
    if (state == State::not_applicable) continue;
    const auto said = case_text(result, least);
    add_check_case(suite, result, verb, said);
    ++tests;
    failures += said.failed ? 1 : 0;
    skipped += !said.failed && state == State::unchecked ? 1 : 0;
  }
  suite.append_attribute("tests") = tests;
  suite.append_attribute("failures") = failures;
  suite.append_attribute("skipped") = skipped;
  return to_text(document);
}

Value to_sarif(const checks::Report& report, const std::string& version) {
  List rules, results;
  for (const auto& result : report.results) {
    for (const auto& finding : result.outcome.findings) results.push_back(sarif_result(finding, result, rules.size()));
    rules.push_back(sarif_rule(result.check));
  }
  Value driver = Object{{"name", "corootctl"}, {"version", version}, {"rules", std::move(rules)}};
  return Object{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                {"version", "2.1.0"},
                {"runs", List{Object{{"tool", Object{{"driver", std::move(driver)}}},
                                     {"invocations", List{sarif_invocation(report)}},
                                     {"results", std::move(results)}}}}};
}

std::string to_github(const checks::Report& report) {
  std::string out;
  for (const auto& result : report.results) {
    for (const auto& finding : result.outcome.findings) {
      const char* command = finding.severity == Severity::info ? "notice" : sarif_level(finding.severity);
      const auto title = github_text(std::string(result.check.code) + " " + result.check.title, true);
      out += fmt::format("::{} title={}::{}\n", command, title,
                         github_text(placed(finding) + ". " + hint_of(finding, result.check.fix), false));
    }
  }
  return out;
}

}  // namespace corootctl::report
