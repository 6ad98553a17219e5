#include <simdjson.h>

#include <algorithm>
#include <limits>

#include "coroot/panel.hpp"

namespace corootctl::coroot {

namespace {

using simdjson::ondemand::json_type;
using simdjson::ondemand::object;
using simdjson::ondemand::value;

/// Runs `read(key, value)` for each field; false when it or the text fails.
template <class Read>
bool each_field(object fields, Read read) {
  for (auto field : fields) {
    std::string_view key;
    value content;
    if (field.unescaped_key().get(key) || field.value().get(content) || !read(key, content)) return false;
  }
  return true;
}

/// The same for the items of a list; null is an empty one.
template <class Read>
bool each_item(value content, Read read) {
  json_type type{};
  if (content.type().get(type)) return false;
  bool nothing = false;
  if (type == json_type::null) return !content.is_null().get(nothing) && nothing;
  simdjson::ondemand::array items;
  if (content.get_array().get(items)) return false;
  for (auto item : items) {
    value one;
    if (item.get(one) || !read(one)) return false;
  }
  return true;
}

bool read_number(value content, std::vector<float>& values) {
  json_type type{};
  if (content.type().get(type)) return false;
  const bool missing = type == json_type::null;
  bool nothing = true;
  double number = std::numeric_limits<double>::quiet_NaN();
  if (missing ? content.is_null().get(nothing) : content.get_double().get(number)) return false;
  values.push_back(static_cast<float>(number));
  return nothing;
}

bool read_series(value content, Panel& panel) {
  object fields;
  if (content.get_object().get(fields)) return false;
  const std::size_t usual = panel.series.empty() ? 0 : panel.series.back().values.size();
  PanelSeries& series = panel.series.emplace_back();
  series.values.reserve(usual);
  return each_field(fields, [&](std::string_view key, value field) {
    if (key == "data") return each_item(field, [&](value number) { return read_number(number, series.values); });
    std::string_view name;
    if (key != "name") return true;
    if (field.get_string().get(name)) return false;
    series.name = name;
    return true;
  });
}

bool read_context(value content, Panel& panel) {
  object fields;
  return !content.get_object().get(fields) && each_field(fields, [&](std::string_view key, value field) {
    if (key == "from") return !field.get_int64().get(panel.first_ms);
    return key != "step" || !field.get_int64().get(panel.step_ms);
  });
}

bool read_chart(value content, Panel& panel) {
  object fields;
  return !content.get_object().get(fields) && each_field(fields, [&](std::string_view key, value field) {
    if (key == "ctx") return read_context(field, panel);
    return key != "series" || each_item(field, [&](value series) { return read_series(series, panel); });
  });
}

}  // namespace

std::optional<Panel> scan_panel(std::string& text) {
  text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  object fields;
  if (parser.iterate(text).get(document) || document.get_object().get(fields)) return std::nullopt;
  Panel panel;
  bool has_chart = false;
  const bool good = each_field(fields, [&](std::string_view key, value field) {
    if (key != "chart" || has_chart) return true;
    has_chart = true;
    return read_chart(field, panel);
  });
  const bool is_at_end = document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  if (!good || !is_at_end) return std::nullopt;
  if (!has_chart) return panel;  // nothing matched
  if (panel.step_ms <= 0 || panel.first_ms <= 0) return std::nullopt;
  panel.first_ms = panel.first_ms / panel.step_ms * panel.step_ms;
  std::sort(panel.series.begin(), panel.series.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return panel;
}

}  // namespace corootctl::coroot
