#include "collect/data.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.hpp"

namespace corootctl::collect {

namespace {

constexpr float missing = std::numeric_limits<float>::quiet_NaN();

/// A rate over three steps outlives the last sample by up to two of them.
constexpr std::ptrdiff_t echo_of_rate = 2;

/// A series that ends this close to the window's end may just be late.
constexpr std::ptrdiff_t late_points = 3;

/// "name|a|b" apart; a label that a series does not have comes back as its own placeholder.
std::vector<std::string> fields_of(const std::string& legend) {
  auto fields = split(legend, '|');
  for (auto& field : fields) {
    if (field.starts_with("{{") && field.ends_with("}}")) field.clear();
  }
  return fields;
}

/// Sample j of the panel belongs to the grid point whose step holds its time; of several in one step the first counts.
void place(std::vector<float>& values, const coroot::PanelSeries& series, const coroot::Panel& panel,
           const signals::Grid& grid) {
  for (std::size_t j = 0; j < series.values.size(); ++j) {
    const auto offset = panel.first_ms + static_cast<std::int64_t>(j) * panel.step_ms - grid.from_ms;
    if (offset < 0 || std::isnan(series.values[j])) continue;
    const auto point = static_cast<std::size_t>(offset / grid.step_ms);
    if (point < values.size() && std::isnan(values[point])) values[point] = series.values[j];
  }
}

}  // namespace

std::span<const Frame> MemberData::of(std::string_view query) const {
  const auto found = frames.find(query);
  return found == frames.end() ? std::span<const Frame>{} : std::span<const Frame>(found->second);
}

MemberData lay_out(const std::string& member, const std::vector<coroot::Panel>& panels, const signals::Grid& grid) {
  std::map<std::string, std::vector<float>> by_name;
  for (const auto& panel : panels) {
    for (const auto& series : panel.series) {
      auto& values = by_name.try_emplace(series.name, grid.points, missing).first->second;
      place(values, series, panel, grid);
    }
  }
  std::map<std::string, std::size_t> shapes;
  for (const auto& query : all_queries()) shapes[query.name] = query.labels.size();
  MemberData data;
  data.member = member;
  for (auto& [name, values] : by_name) {
    auto fields = fields_of(name);
    const auto shape = shapes.find(fields.front());
    if (shape == shapes.end() || shape->second + 1 != fields.size()) continue;  // a label with the separator in it
    data.frames[fields.front()].push_back({{fields.begin() + 1, fields.end()}, std::move(values)});
  }
  return data;
}

std::ptrdiff_t last_value_at(const std::vector<float>& values) {
  const auto found = std::find_if(values.rbegin(), values.rend(), [](float value) { return !std::isnan(value); });
  return values.rend() - found - 1;
}

std::ptrdiff_t first_value_at(const std::vector<float>& values) {
  const auto found = std::find_if(values.begin(), values.end(), [](float value) { return !std::isnan(value); });
  return found == values.end() ? -1 : found - values.begin();
}

void cut_echo(std::vector<float>& values, std::ptrdiff_t last_of_rate) {
  const auto size = static_cast<std::ptrdiff_t>(values.size());
  if (last_of_rate < 0 || last_of_rate + late_points >= size) return;
  const auto end = std::max<std::ptrdiff_t>(0, last_of_rate + 1 - echo_of_rate);
  std::fill(values.begin() + end, values.end(), missing);
}

}  // namespace corootctl::collect
