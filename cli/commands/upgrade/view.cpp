#include "cli/commands/upgrade/view.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "cli/output/failure.hpp"
#include "cli/output/health.hpp"
#include "cli/output/objects.hpp"
#include "cli/output/structured.hpp"
#include "cli/output/table.hpp"

namespace corootctl::cli {
namespace {

constexpr std::size_t most_fields = 12;

std::string versions(const std::string& from, const std::string& to) { return from == to ? to : from + " -> " + to; }

document::Value diff_value(const upkeep::ChartDiff& diff) {
  std::vector<std::string> values;
  for (const auto& change : diff.values) values.push_back(change.path);
  return document::Object{{"chart", document::Object{{"from", diff.from}, {"to", diff.to}}},
                          {"operator", document::Object{{"from", diff.app_from}, {"to", diff.app_to}}},
                          {"objects", objects_value(diff.objects)},
                          {"fields_added", texts(diff.fields_added)},
                          {"fields_removed", texts(diff.fields_removed)},
                          {"chart_values_changed", texts(values)}};
}

document::Value cluster_upgrade_value(const upkeep::ClusterUpgrade& report) {
  return document::Object{{"context", report.context},
                          {"release", report.release},
                          {"wave", report.wave},
                          {"outcome", report.outcome},
                          {"diff", diff_value(report.diff)},
                          {"objects", objects_value(report.objects)},
                          {"components", components_value(report.components)},
                          {"proofs", list_of(report.proofs, [](const auto& health) { return health_value(health); })},
                          {"warnings", texts(report.warnings)},
                          {"error", error_value(report.error)}};
}

Tone tone_of(const upkeep::ClusterUpgrade& report) {
  if (report.error) return Tone::bad;
  return report.outcome == "not begun" ? Tone::warning : Tone::good;
}

std::string proof_text(const upkeep::ClusterUpgrade& report) {
  std::vector<std::string> out;
  for (const auto& health : report.proofs) out.push_back(health.project + " " + std::string(name_of(health.state)));
  return join(out, ", ");
}

}  // namespace

document::Value upgrade_value(const UpgradeReports& reports) {
  return document::Object{{"clusters", list_of(reports, cluster_upgrade_value)}};
}

std::vector<std::string> diff_lines(const upkeep::ChartDiff& diff) {
  std::vector<std::string> out;
  if (diff.from != diff.to) out.push_back("chart " + versions(diff.from, diff.to));
  if (diff.app_from != diff.app_to) out.push_back("operator " + versions(diff.app_from, diff.app_to));
  if (!diff.fields_added.empty()) out.push_back("new fields: " + join_first(diff.fields_added, most_fields));
  if (!diff.fields_removed.empty()) out.push_back("fields that go: " + join_first(diff.fields_removed, most_fields));
  for (const auto& object : diff.objects)
    out.push_back(object.object + ": " + object.outcome +
                  (object.changes.empty() ? "" : fmt::format(", {} fields", object.changes.size())));
  std::vector<std::string> values;
  for (const auto& change : diff.values) values.push_back(change.path);
  if (!values.empty()) out.push_back("the chart's own values: " + join_first(values, most_fields));
  return out;
}

std::string upgrade_text(const UpgradeReports& reports, bool changes, const Style& style, std::size_t columns) {
  Table table{{"WAVE", "CONTEXT", "CHART", "OPERATOR", "RESULT", "DATA"}, {}};
  auto sorted = reports;
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.wave < b.wave; });
  std::vector<std::string> parts;
  std::string last;
  for (const auto& report : sorted) {
    table.rows.push_back({report.wave == 0 ? "-" : std::to_string(report.wave), report.context,
                          versions(report.diff.from, report.diff.to),
                          versions(report.diff.app_from, report.diff.app_to), Cell(report.outcome, tone_of(report)),
                          proof_text(report)});
    const auto lines = join(diff_lines(report.diff), "\n  ");
    if (!changes || lines.empty() || lines == last) continue;
    parts.push_back("Changes in " + report.context + ":\n  " + lines + "\n");
    last = lines;
  }
  parts.insert(parts.begin(), render(table, style, columns));
  return sections(parts);
}

}  // namespace corootctl::cli
