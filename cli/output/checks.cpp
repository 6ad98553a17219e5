#include "cli/output/checks.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "cli/output/table.hpp"

namespace corootctl::cli {
namespace {

using checks::CheckResult;
using checks::Severity;
using checks::State;

Tone tone_of(Severity severity) {
  if (severity == Severity::error) return Tone::bad;
  return severity == Severity::warning ? Tone::warning : Tone::plain;
}

Cell severity_cell(Severity severity) { return Cell(std::string(checks::name_of(severity)), tone_of(severity)); }

void add_rows(Table& table, const CheckResult& result, bool wide) {
  for (const auto& each : result.outcome.findings)
    table.rows.push_back({result.check.code, severity_cell(each.severity), each.cluster, each.object, each.message});
  for (const auto& each : result.outcome.unchecked)
    table.rows.push_back({result.check.code, Cell("not checked", Tone::warning), each.cluster, "", each.why});
  if (wide && state_of(result) == State::passed)
    table.rows.push_back({result.check.code, Cell("passed", Tone::good), "", "", result.check.title});
}

/// What to do about a check's findings: what they say themselves, each text once, else what the check says for all.
std::vector<std::string> advice_of(const CheckResult& result) {
  std::vector<std::string> out;
  for (const auto& finding : result.outcome.findings) {
    auto text = finding.hint.empty() ? std::string(result.check.fix) : finding.hint;
    if (std::find(out.begin(), out.end(), text) == out.end()) out.push_back(std::move(text));
  }
  return out;
}

std::string advice_text(const checks::Report& report) {
  std::string out;
  for (const auto& result : report.results) {
    for (const auto& text : advice_of(result)) out += fmt::format("{}: {}\n", result.check.code, text);
  }
  return out;
}

std::string counted(std::size_t count, const char* word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

}  // namespace

std::string checks_text(const checks::Report& report, bool wide, const Style& style, std::size_t columns) {
  Table table{{"CODE", "RESULT", "CLUSTER", "OBJECT", "PROBLEM"}, {}};
  for (const auto& result : report.results) add_rows(table, result, wide);
  return sections({render(table, style, columns), advice_text(report)});
}

std::string checks_short(const checks::Report& report) {
  std::string out;
  for (const auto& result : report.results) {
    for (const auto& each : result.outcome.findings)
      out += fmt::format("{} {}{}{}: {}\n", result.check.code, checks::name_of(each.severity),
                         each.cluster.empty() ? "" : " " + each.cluster, each.object.empty() ? "" : ": " + each.object,
                         each.message);
  }
  return out;
}

std::string checks_names(const checks::Report& report) {
  std::string out;
  for (const auto& result : report.results) {
    std::set<std::string> clusters;
    for (const auto& each : result.outcome.findings) clusters.insert(each.cluster);
    for (const auto& cluster : clusters)
      out += std::string(result.check.code) + (cluster.empty() ? "" : "@" + cluster) + "\n";
  }
  return out;
}

std::string checks_summary(const checks::Report& report) {
  std::size_t passed = 0, found = 0, unchecked = 0;
  for (const auto& result : report.results) {
    const auto state = state_of(result);
    passed += state == State::passed ? 1 : 0;
    found += state == State::found ? 1 : 0;
    unchecked += state == State::unchecked ? 1 : 0;
  }
  std::vector<std::string> counts;
  for (const auto severity : {Severity::error, Severity::warning, Severity::info}) {
    const auto count = report.count(severity);
    if (count > 0) counts.push_back(counted(count, std::string(checks::name_of(severity)).c_str()));
  }
  std::string out = fmt::format("{} passed", counted(passed, "check"));
  if (found > 0) out += fmt::format(", {} with findings ({})", found, join(counts, ", "));
  if (unchecked > 0) out += fmt::format(", {} not checked", unchecked);
  if (report.suppressed() > 0) out += fmt::format(", {} suppressed", counted(report.suppressed(), "finding"));
  return out + ".";
}

Outcomes outcomes_of(const checks::Report& report) {
  Outcomes out;
  for (const auto& cluster : report.clusters) {
    if (!cluster.failure) {
      out.emplace_back();
      continue;
    }
    const auto kind = error_kind(cluster.failure->kind).value_or(ErrorKind::failed);
    out.push_back(Error{kind, cluster.failure->what, {"cluster " + cluster.context}, cluster.failure->hint});
  }
  return out;
}

}  // namespace corootctl::cli
