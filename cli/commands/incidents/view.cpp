#include "cli/commands/incidents/view.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/text_width.hpp"
#include "base/time.hpp"
#include "cli/output/apps.hpp"
#include "cli/output/objects.hpp"
#include "cli/output/talk.hpp"

namespace corootctl::cli {
namespace {

document::Value instant_or_null(const std::optional<std::int64_t>& at_ms) {
  return at_ms ? document::Value(format_rfc3339(*at_ms)) : document::Value();
}

std::string_view state_of(const ops::Outage& outage) { return outage.resolved_at_ms ? "resolved" : "open"; }

std::vector<std::string> slos_of(const ops::Outage& outage) {
  std::vector<std::string> out;
  if (outage.availability) out.emplace_back("availability");
  if (outage.latency) out.emplace_back("latency");
  return out;
}

std::string span_text(std::int64_t from_ms, std::int64_t to_ms) {
  return short_span(std::chrono::milliseconds(std::max<std::int64_t>(0, to_ms - from_ms)));
}

std::string sightings_text(const ops::Outage& outage) {
  std::vector<std::string> out;
  for (const auto& sighting : outage.sightings) out.push_back(sighting.project + "/" + sighting.incident.key);
  return join(out, ", ");
}

document::Value sighting_value(const ops::Sighting& sighting) {
  return document::Object{{"project", sighting.project},
                          {"key", sighting.incident.key},
                          {"opened_at", format_rfc3339(sighting.incident.opened_at_ms)},
                          {"resolved_at", instant_or_null(sighting.incident.resolved_at_ms)}};
}

document::Value slo_value(const char* name, const coroot::SloState& slo, double impact_percent) {
  return document::Object{{"name", name},
                          {"objective", slo.objective},
                          {"compliance", slo.compliance},
                          {"violated", slo.violated},
                          {"impact_percent", impact_percent}};
}

document::Value slos_value(const ops::OutageDetail& detail) {
  document::List out;
  if (!detail.detail) return out;
  if (const auto& slo = detail.detail->availability)
    out.push_back(slo_value("availability", *slo, detail.detail->availability_impact_percent));
  if (const auto& slo = detail.detail->latency)
    out.push_back(slo_value("latency", *slo, detail.detail->latency_impact_percent));
  return out;
}

/// "  App        text", the title in a column of its own.
std::string field(const char* title, const std::string& text) {
  return "  " + pad_to_width(title, 14) + one_line(text) + "\n";
}

std::string slo_text(const coroot::SloState& slo, double impact_percent) {
  return fmt::format("{}: {}{}; {:.0f}% of requests are affected now", slo.objective, slo.compliance,
                     slo.violated ? ", violated" : "", impact_percent);
}

std::string when_text(const ops::Outage& outage, std::int64_t now_ms) {
  const auto end = outage.resolved_at_ms.value_or(now_ms);
  const auto span = span_text(outage.opened_at_ms, end);
  const auto since = format_rfc3339(outage.opened_at_ms);
  if (!outage.resolved_at_ms) return fmt::format("open for {}, since {}", span, since);
  return fmt::format("resolved after {}, {} to {}", span, since, format_rfc3339(end));
}

}  // namespace

document::Value outage_value(const ops::Outage& outage) {
  return document::Object{{"key", outage.key},
                          {"source", outage.source},
                          {"app", outage.app},
                          {"cluster", outage.name.cluster},
                          {"namespace", outage.name.namespace_name},
                          {"kind", outage.name.kind},
                          {"name", outage.name.name},
                          {"category", text_or_null(outage.category)},
                          {"severity", outage.severity},
                          {"state", state_of(outage)},
                          {"slos", texts(slos_of(outage))},
                          {"opened_at", format_rfc3339(outage.opened_at_ms)},
                          {"resolved_at", instant_or_null(outage.resolved_at_ms)},
                          {"impact_percent", outage.impact_percent},
                          {"summary", outage.summary},
                          {"sightings", list_of(outage.sightings, sighting_value)}};
}

document::Value outages_value(const ops::OutageReport& report) {
  return document::Object{{"project", report.project},
                          {"incidents", list_of(report.outages, outage_value)},
                          {"members", members_value(report.honesty)},
                          {"warnings", texts(report.honesty.warnings)}};
}

document::Value outage_detail_value(const ops::OutageDetail& detail) {
  return document::Object{{"project", detail.project},
                          {"incident", outage_value(detail.outage)},
                          {"slos", slos_value(detail)},
                          {"root_cause", text_or_null(detail.detail ? detail.detail->root_cause : "")},
                          {"at_the_same_time", list_of(detail.at_the_time, outage_value)},
                          {"members", members_value(detail.honesty)},
                          {"warnings", texts(detail.honesty.warnings)}};
}

std::string outages_table(const std::vector<ops::Outage>& outages, std::int64_t now_ms, bool wide, const Style& style,
                          std::size_t columns) {
  Table table{{"KEY", "CLUSTER", "APP", "STATE", "AGE", "IMPACT", "SUMMARY"}, {}, {0, 2}};
  if (!wide) table.leave = {5, 6, 4};
  if (wide)
    table.header = {"KEY",    "CLUSTER", "APP",      "STATE",   "OPENED", "LASTED",
                    "IMPACT", "SLO",     "CATEGORY", "SUMMARY", "SEEN IN"};
  for (const auto& outage : outages) {
    const bool open = !outage.resolved_at_ms;
    const Tone tone = outage.severity == "critical" ? Tone::bad : Tone::warning;
    std::vector<Cell> row{outage.key, outage.name.cluster, short_name(outage.name),
                          Cell(std::string(state_of(outage)), open ? tone : Tone::dim),
                          wide ? format_rfc3339(outage.opened_at_ms) : span_text(outage.opened_at_ms, now_ms)};
    if (wide) row.emplace_back(open ? "" : span_text(outage.opened_at_ms, *outage.resolved_at_ms));
    row.emplace_back(fmt::format("{:.0f}%", outage.impact_percent));
    if (wide) row.insert(row.end(), {join(slos_of(outage), ","), outage.category});
    row.emplace_back(outage.summary);
    if (wide) row.emplace_back(sightings_text(outage));
    table.rows.push_back(std::move(row));
  }
  return render(table, style, columns);
}

std::string outage_detail_text(const ops::OutageDetail& detail, std::int64_t now_ms, const Style& style,
                               std::size_t columns) {
  const auto& outage = detail.outage;
  const std::string category = outage.category.empty() ? "" : " (" + outage.category + ")";
  std::string out = style.paint(one_line(fmt::format("{}: {}", outage.key, outage.summary)), Tone::strong) + "\n";
  out += field("Cluster", outage.name.cluster) + field("App", outage.app + category);
  out += field("State", when_text(outage, now_ms)) + field("Severity", outage.severity);
  if (detail.detail && detail.detail->availability)
    out += field("Availability", slo_text(*detail.detail->availability, detail.detail->availability_impact_percent));
  if (detail.detail && detail.detail->latency)
    out += field("Latency", slo_text(*detail.detail->latency, detail.detail->latency_impact_percent));
  if (detail.detail && !detail.detail->root_cause.empty()) out += field("Coroot says", detail.detail->root_cause);
  for (const auto& [project, incident] : outage.sightings) {
    const bool first = &incident == &outage.sightings.front().incident;
    out += field(first ? "Seen in" : "",
                 fmt::format("{} as {} since {}", project, incident.key, format_rfc3339(incident.opened_at_ms)));
  }
  if (detail.at_the_time.empty()) return out;
  return out + "\nAt the same time:\n" + outages_table(detail.at_the_time, now_ms, false, style, columns);
}

std::string identity_of(const ops::Outage& outage) {
  return fmt::format("{} {} {} {}\n", outage.key, outage.app, state_of(outage), sightings_text(outage));
}

}  // namespace corootctl::cli
