#include "coroot/report.hpp"

namespace corootctl::coroot {

namespace {

using document::Value;

void add_chart(AppPage& page, const Value& report, const Value& group, const Value& chart) {
  if (!chart["series"].is_list()) return;
  auto panel = read_panel(document::Object{{"chart", chart}});
  if (!panel || panel->series.empty()) return;
  page.charts.push_back(
      {report["name"].as_string(), group["title"].as_string(), chart["title"].as_string(), *std::move(panel)});
}

std::size_t column_of(const Value& table, std::string_view name) {
  const auto& header = table["header"].as_list();
  std::size_t at = 0;
  while (at < header.size() && header[at].as_string() != name) ++at;
  return at;
}

void add_instances(AppPage& page, const Value& table) {
  const auto instance = column_of(table, "Instance"), node = column_of(table, "Node");
  for (const auto& row : table["rows"].as_list()) {
    const auto& cells = row["cells"].as_list();
    if (instance < cells.size() && node < cells.size())
      page.node_of_instance[cells[instance]["value"].as_string()] = cells[node]["value"].as_string();
  }
}

}  // namespace

Result<AppPage> read_app_page(const document::Value& answer) {
  const auto& reports = answer["data"]["reports"];
  if (!reports.is_list()) return fail(ErrorKind::no_data, "the application's page has no reports");
  AppPage page;
  for (const auto& report : reports.as_list()) {
    for (const auto& widget : report["widgets"].as_list()) {
      add_chart(page, report, Value(), widget["chart"]);
      const auto& group = widget["chart_group"];
      for (const auto& chart : group["charts"].as_list()) add_chart(page, report, group, chart);
      if (report["name"].as_string() == "Instances") add_instances(page, widget["table"]);
    }
  }
  return page;
}

}  // namespace corootctl::coroot
