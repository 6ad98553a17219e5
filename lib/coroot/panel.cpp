#include "coroot/panel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "document/json.hpp"
#include "http/url.hpp"

namespace corootctl::coroot {

namespace {

using document::List;
using document::Object;
using document::Value;

Value to_value(const PanelEntry& entry) {
  return Object{{"datasource", entry.datasource}, {"query", entry.promql}, {"legend", entry.legend}, {"color", ""}};
}

PanelSeries read_series(const Value& entry) {
  PanelSeries series{entry["name"].as_string(), {}};
  const auto& data = entry["data"].as_list();  // null = all values missing
  series.values.reserve(data.size());
  for (const auto& value : data) {
    series.values.push_back(value.is_number() ? static_cast<float>(value.as_number())
                                              : std::numeric_limits<float>::quiet_NaN());
  }
  return series;
}

}  // namespace

std::string panel_query(const std::vector<PanelEntry>& entries) {
  List queries;
  for (const auto& entry : entries) queries.push_back(to_value(entry));
  const Object source{{"metrics", Object{{"queries", std::move(queries)}}}};
  const Object widget{{"chart", Object{{"display", "line"}, {"stacked", false}}}};  // without it the answer is {}
  return document::to_json(Object{{"name", ""}, {"source", source}, {"widget", widget}});
}

Result<Panel> read_panel(const Value& answer) {
  if (!answer.is_object())
    return fail(ErrorKind::failed, "panel data: the answer is a {}, not an object", answer.kind());
  const auto& chart = answer["chart"];
  if (chart.is_null()) return Panel{};  // nothing matched
  Panel panel;
  panel.step_ms = chart["ctx"]["step"].as_integer();
  const auto from = chart["ctx"]["from"].as_integer();
  if (panel.step_ms <= 0 || from <= 0) return fail(ErrorKind::failed, "panel data: the answer has no time context");
  panel.first_ms = from / panel.step_ms * panel.step_ms;  // ctx.from itself is not rounded, the data are
  for (const auto& entry : chart["series"].as_list()) panel.series.push_back(read_series(entry));
  std::sort(panel.series.begin(), panel.series.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return panel;
}

std::vector<std::vector<PanelEntry>> split_by_length(const std::vector<PanelEntry>& entries, std::size_t longest_target,
                                                     std::size_t fixed) {
  std::vector<std::vector<PanelEntry>> groups;
  const std::size_t frame = fixed + http::encode_component(panel_query({})).size();
  std::size_t used = 0;
  for (const auto& entry : entries) {
    const auto size = http::encode_component(document::to_json(to_value(entry)) + ",").size();
    if (groups.empty() || used + size > longest_target) {
      groups.emplace_back();
      used = frame;
    }
    groups.back().push_back(entry);
    used += size;
  }
  return groups;
}

}  // namespace corootctl::coroot
