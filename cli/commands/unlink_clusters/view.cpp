#include "cli/commands/unlink_clusters/view.hpp"

#include "base/text.hpp"
#include "cli/output/failure.hpp"
#include "cli/output/objects.hpp"

namespace corootctl::cli {
namespace {

document::Value unlinked_value(const links::Unlinked& member) {
  return document::Object{{"project", member.project},
                          {"url", text_or_null(member.url)},
                          {"key_fingerprint", text_or_null(member.key_fingerprint)},
                          {"aggregates", texts(member.aggregates)},
                          {"entry", member.entry},
                          {"key", member.key},
                          {"note", text_or_null(member.why)}};
}

Table unlinked_table(const links::UnlinkReport& report, bool wide) {
  Table table{{"PROJECT", "LEAVES", "KEY", "ENTRY", "SECRET"}, {}};
  if (wide) table.header.emplace_back("URL");
  for (const auto& m : report.members) {
    std::vector<Cell> row{m.project, join(m.aggregates, ","), m.key_fingerprint, m.entry, m.key};
    if (wide) row.emplace_back(m.url);
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

document::Value unlink_value(const links::UnlinkReport& report, const std::string& hub) {
  return document::Object{{"hub", hub},
                          {"changed", report.changed},
                          {"members", list_of(report.members, unlinked_value)},
                          {"gone_aggregates", texts(report.gone_aggregates)},
                          {"objects", objects_value(report.objects)},
                          {"components", components_value(report.hub_components)},
                          {"warnings", texts(report.warnings)},
                          {"lost", texts(report.lost)},
                          {"way_back", texts(report.way_back)},
                          {"error", error_value(report.error)}};
}

std::string unlink_text(const links::UnlinkReport& report, const std::string& hub, bool wide, const Style& style,
                        std::size_t columns) {
  Table objects{{"CONTEXT", "OBJECT", "RESULT"}, {}};
  add_objects(objects, hub, report.objects);
  Table unready = components_header(wide);
  add_components(unready, hub, report.hub_components, wide, wide);
  return sections({render(unlinked_table(report, wide), style, columns), render(objects, style, columns),
                   changes_text(report.objects, style), render(unready, style, columns)});
}

}  // namespace corootctl::cli
