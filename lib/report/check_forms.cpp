#include "report/check_forms.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/text_width.hpp"

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

pipeline::Level level_of(Severity severity) {
  if (severity == Severity::error) return pipeline::Level::error;
  return severity == Severity::warning ? pipeline::Level::warning : pipeline::Level::note;
}

pipeline::Rule rule_of(const checks::Check& check) {
  return {check.code, check.name, check.title, check.meaning, check.fix, level_of(check.severity)};
}

pipeline::Case case_of(const CheckResult& result, Severity least) {
  pipeline::Case out{.name = std::string(result.check.code) + " " + result.check.name, .rule = result.check.code};
  for (const auto& each : result.outcome.findings)
    out.findings.push_back({.level = level_of(each.severity),
                            .fails = each.severity >= least,
                            .cluster = each.cluster,
                            .object = each.object,
                            .message = each.message,
                            .hint = each.hint});
  for (const auto& each : result.outcome.unchecked) out.unjudged.push_back({each.cluster, each.why});
  out.is_skipped = checks::state_of(result) == State::unchecked;
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

pipeline::Report findings_of(const checks::Report& report, const char* verb, Severity least) {
  pipeline::Report out{.verb = verb};
  for (const auto& result : report.results) {
    out.rules.push_back(rule_of(result.check));
    if (checks::state_of(result) != State::not_applicable) out.cases.push_back(case_of(result, least));
  }
  for (const auto& cluster : report.clusters) {
    if (cluster.failure) out.unread.push_back({cluster.context, cluster.failure->what});
  }
  return out;
}

}  // namespace corootctl::report
