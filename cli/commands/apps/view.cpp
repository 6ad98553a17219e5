#include "cli/commands/apps/view.hpp"

#include "base/text.hpp"
#include "cli/output/apps.hpp"
#include "cli/output/objects.hpp"

namespace corootctl::cli {

std::string value_of(const ops::AppRow& app, std::string_view indicator) {
  for (const auto& each : app.indicators) {
    if (each.name == indicator) return each.value;
  }
  return {};
}

std::string problems_text(const ops::AppRow& app) {
  std::vector<std::string> out;
  for (const auto& each : ops::problems_of(app))
    out.push_back(each.value.empty() ? each.name : each.name + " " + each.value);
  return join(out, ", ");
}

namespace {

document::Value row_value(const ops::AppRow& app) {
  auto out = app_value(app);
  out.object().set("incident", text_or_null(app.incident));
  return out;
}

}  // namespace

document::Value apps_value(const ops::AppsReport& report) {
  return document::Object{{"project", report.project},
                          {"apps", list_of(report.apps, row_value)},
                          {"members", members_value(report.honesty)},
                          {"warnings", texts(report.honesty.warnings)}};
}

std::string apps_table(const ops::AppsReport& report, bool wide, const Style& style, std::size_t columns) {
  Table table{{"CLUSTER", "APP", "STATUS", "INCIDENT"}, {}, {1}};
  if (!wide) table.leave = {3, 4};
  if (wide) {
    table.header.insert(table.header.end(),
                        {"KIND", "CATEGORY", "TYPE", "INSTANCES", "ERRORS", "LATENCY", "UPSTREAMS"});
  }
  table.header.emplace_back("PROBLEMS");
  for (const auto& app : report.apps) {
    std::vector<Cell> row{app.name.cluster, short_name(app.name), status_cell(app), app.incident};
    if (wide) {
      row.insert(row.end(), {app.name.kind, app.category, app.type, value_of(app, "instances"), value_of(app, "errors"),
                             value_of(app, "latency"), value_of(app, "upstreams")});
    }
    row.emplace_back(problems_text(app));
    table.rows.push_back(std::move(row));
  }
  return render(table, style, columns);
}

std::string identity_of(const ops::AppRow& app) {
  std::string out = app.id + " " + app.status + (app.stale ? " old" : "") + " " + app.incident;
  for (const auto& each : ops::problems_of(app)) out += " " + each.name + "=" + each.status;
  return out + "\n";
}

}  // namespace corootctl::cli
