#include "cli/commands/link_clusters/view.hpp"

#include "cli/output/failure.hpp"
#include "cli/output/health.hpp"
#include "cli/output/objects.hpp"

namespace corootctl::cli {
namespace {

document::Value member_link_value(const ops::MemberLink& member) {
  return document::Object{{"project", member.project},
                          {"context", member.context},
                          {"url", text_or_null(member.url)},
                          {"metric_resolution", text_or_null(member.metric_resolution)},
                          {"key_fingerprint", text_or_null(member.key_fingerprint)},
                          {"entry", text_or_null(member.entry)},
                          {"key", text_or_null(member.key)},
                          {"health", member.health ? health_value(*member.health) : document::Value()},
                          {"error", error_value(member.error)}};
}

Cell data_of(const ops::MemberLink& member) {
  if (member.health) {
    const bool good = member.health->state == hub::MemberState::ok;
    return Cell(std::string(name_of(member.health->state)), good ? Tone::good : Tone::bad);
  }
  return member.error ? Cell("failed", Tone::bad) : Cell("not verified", Tone::dim);
}

Table members_table(const ops::LinkReport& report, bool wide) {
  Table table{{"PROJECT", "CONTEXT", "URL", "KEY", "ENTRY", "SECRET", "DATA"}, {}};
  if (wide) table.header.insert(table.header.begin() + 4, "RESOLUTION");
  for (const auto& m : report.members) {
    std::vector<Cell> row{m.project, m.context, m.url, m.key_fingerprint};
    if (wide) row.emplace_back(m.metric_resolution);
    row.insert(row.end(), {Cell(m.entry, tone_of_outcome(m.entry)), Cell(m.key, tone_of_outcome(m.key)), data_of(m)});
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table objects_table(const ops::LinkReport& report, const std::string& hub) {
  Table table{{"CONTEXT", "OBJECT", "RESULT"}, {}, {0, 1}};
  add_objects(table, hub, report.objects);
  return table;
}

Table unready(const ops::LinkReport& report, const std::string& hub, bool wide) {
  Table table = components_header(wide);
  add_components(table, hub, report.hub_components, wide, wide);
  return table;
}

}  // namespace

std::optional<Error> trouble_of(const ops::MemberLink& member) {
  return member.error ? member.error : (member.health ? health_error(*member.health) : std::nullopt);
}

document::Value link_value(const ops::LinkReport& report, const std::string& hub, const std::string& aggregate) {
  return document::Object{{"hub", hub},
                          {"aggregate", text_or_null(aggregate)},
                          {"changed", report.changed},
                          {"members", list_of(report.members, member_link_value)},
                          {"objects", objects_value(report.objects)},
                          {"components", components_value(report.hub_components)},
                          {"warnings", texts(report.warnings)},
                          {"way_back", texts(report.way_back)},
                          {"error", error_value(report.error)}};
}

std::string link_text(const ops::LinkReport& report, const std::string& hub, bool wide, const Style& style,
                      std::size_t columns) {
  return sections({render(members_table(report, wide), style, columns),
                   render(objects_table(report, hub), style, columns), changes_text(report.objects, style),
                   render(unready(report, hub, wide), style, columns)});
}

Outcomes outcomes_of(const ops::LinkReport& report) {
  if (report.error) return {report.error};
  Outcomes out;
  for (const auto& member : report.members) out.push_back(trouble_of(member));
  return out;
}

}  // namespace corootctl::cli
