#include "support/coroot/panel.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "document/json.hpp"

namespace corootctl::support {

using document::Value;

namespace {

constexpr std::int64_t second = 1000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t most_points = 11000;
constexpr std::int64_t steps_in_range = 3;  // $RANGE is three steps

std::int64_t unit_of(char unit) {
  switch (unit) {
    case 's': return second;
    case 'm': return minute;
    case 'h': return hour;
    case 'd': return 24 * hour;
    case 'w': return 168 * hour;
    default: return 0;
  }
}

/// "1h30m" in milliseconds, nullopt when it is no duration.
std::optional<std::int64_t> read_duration(std::string_view text) {
  std::int64_t total = 0;
  while (!text.empty()) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto used = static_cast<std::size_t>(end - text.data());
    if (error != std::errc() || used == 0 || used >= text.size() || unit_of(text[used]) == 0) return std::nullopt;
    total += number * unit_of(text[used]);
    text.remove_prefix(used + 1);
  }
  return total;
}

std::string data_text(const std::vector<std::optional<float>>& values) {
  std::string text = "[";
  for (const auto& value : values) {
    if (text.size() > 1) text += ',';
    // the shortest text that gives the same float32, as the server writes it
    text += value && std::isfinite(*value) ? fmt::format("{}", *value) : "null";
  }
  return text + "]";
}

std::string chart_text(const PanelRequest& request, const std::map<std::string, std::string>& series) {
  std::string list;
  for (const auto& [name, data] : series)
    list += fmt::format(R"({}{{"name":{},"data":{},"value":""}})", list.empty() ? "" : ",",
                        document::to_json(Value(name)), data);
  return fmt::format(
      R"({{"chart":{{"ctx":{{"from":{},"to":{},"step":{},"raw_step":{},"truncated":false}},"title":"",)"
      R"("series":[{}],"threshold":null,)"
      R"("featured":false,"stacked":false,"sorted":false,"column":false,"color_shift":0,"annotations":null,)"
      R"("drill_down_link":null,"hide_legend":false}}}})",
      request.from_ms, request.to_ms, request.step_ms, request.step_ms, list);
}

ServedResponse refuse(const std::string& text) { return text_response(400, "text/plain; charset=utf-8", text + "\n"); }

/// Aggregation over all series at each point.
struct Aggregate {
  std::string name{}, inner{};
};

std::optional<Aggregate> aggregate_of(const std::string& promql) {
  for (const char* name : {"sum", "count", "min", "max"}) {
    const std::string start = std::string(name) + "(";
    if (promql.starts_with(start) && promql.ends_with(")"))
      return Aggregate{name, promql.substr(start.size(), promql.size() - start.size() - 1)};
  }
  return std::nullopt;
}

float combine(const std::string& name, const std::vector<float>& values) {
  if (name == "count") return static_cast<float>(values.size());
  if (name == "min") return *std::min_element(values.begin(), values.end());
  if (name == "max") return *std::max_element(values.begin(), values.end());
  float sum = 0;
  for (const float value : values) sum += value;
  return sum;
}

RangeAnswer aggregate(const std::string& name, const RangeAnswer& inner, std::size_t count) {
  RangeSeries out{{}, std::vector<std::optional<float>>(count)};
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<float> values;
    for (const auto& series : inner.series)
      if (series.values[i]) values.push_back(*series.values[i]);
    if (!values.empty()) out.values[i] = combine(name, values);
  }
  return inner.series.empty() ? RangeAnswer{} : RangeAnswer{{std::move(out)}, ""};
}

std::vector<std::optional<float>> values_of(const RecordedSeries& series, const RangeQuery& query,
                                            std::int64_t shift_ms) {
  std::vector<std::optional<float>> values(query.count);
  for (std::size_t i = 0; i < query.count; ++i) {
    const auto it = series.points.find(query.first_ms + static_cast<std::int64_t>(i) * query.step_ms - shift_ms);
    if (it != series.points.end()) values[i] = it->second;
  }
  return values;
}

}  // namespace

std::int64_t read_time(const std::string& text, std::int64_t now_ms, std::int64_t fallback) {
  if (text == "now") return now_ms;
  if (text.starts_with("now-")) {
    const auto back = read_duration(std::string_view(text).substr(4));
    return back ? now_ms - *back : fallback;
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value != 0 ? value : fallback;
}

std::int64_t step_for(std::int64_t span_ms) {
  if (span_ms > 120 * hour) return hour;
  if (span_ms > 24 * hour) return 15 * minute;
  if (span_ms > 12 * hour) return 10 * minute;
  if (span_ms > 6 * hour) return 5 * minute;
  return span_ms > hour ? minute : 15 * second;
}

std::optional<PanelRequest> read_panel_request(const ServedRequest& request, std::int64_t now_ms) {
  const auto query = document::parse_json(request.parameter_or_empty("query"), "query");
  if (!query) return std::nullopt;
  PanelRequest panel;
  panel.to_ms = read_time(request.parameter_or_empty("to"), now_ms, now_ms);
  panel.from_ms = read_time(request.parameter_or_empty("from"), now_ms, now_ms - hour);
  if (panel.from_ms >= panel.to_ms) panel.from_ms = panel.to_ms - hour;
  panel.step_ms = step_for(panel.to_ms - panel.from_ms);
  panel.has_chart = query->at({"widget", "chart"}).is_object();
  for (const Value& entry : query->at({"source", "metrics", "queries"}).as_list())
    panel.entries.push_back({entry["datasource"].as_string(), entry["query"].as_string(), entry["legend"].as_string()});
  return panel;
}

std::string replace_range(std::string promql, std::int64_t step_ms) {
  const std::string range = fmt::format("{}s", steps_in_range * step_ms / second);
  for (auto at = promql.find("$RANGE"); at != std::string::npos; at = promql.find("$RANGE", at))
    promql.replace(at, 6, range);
  return promql;
}

ServedResponse answer_panel(const PanelRequest& request, const RangeSource& source, std::stop_token stop) {
  const std::int64_t first = request.from_ms / request.step_ms * request.step_ms;
  const std::int64_t count = (request.to_ms - first) / request.step_ms + 1;
  if (count > most_points)
    return refuse(
        "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)");
  std::map<std::string, std::string> series;  // equal names: the last one stays
  for (const auto& entry : request.entries) {
    const RangeQuery query{entry.promql, first, request.step_ms, static_cast<std::size_t>(count)};
    const RangeAnswer answer = source(entry.datasource, query, stop);
    if (stop.stop_requested()) return {};
    if (!answer.failure.empty()) return refuse(answer.failure);
    for (const auto& found : answer.series) {
      const std::string name = series_name(entry.legend, found.labels, replace_range(entry.promql, request.step_ms));
      series[name] = data_text(found.values);
    }
  }
  const std::string body = series.empty() || !request.has_chart ? "{}" : chart_text(request, series);
  return text_response(200, "application/json", body + "\n");
}

RangeAnswer query_recording(const Recording& recording, const std::string& datasource, const RangeQuery& query,
                            const std::string& written, std::int64_t shift_ms) {
  const auto found = recording.panels.find({datasource, written});
  if (found == recording.panels.end()) {
    const auto outer = aggregate_of(written);
    if (!outer || !recording.panels.contains({datasource, outer->inner})) return {};
    return aggregate(outer->name, query_recording(recording, datasource, query, outer->inner, shift_ms), query.count);
  }
  RangeAnswer answer;
  for (const auto& series : found->second) {
    auto values = values_of(series, query, shift_ms);
    const bool any = std::any_of(values.begin(), values.end(), [](const auto& value) { return value.has_value(); });
    if (any) answer.series.push_back({series.labels, std::move(values)});
  }
  return answer;
}

}  // namespace corootctl::support
