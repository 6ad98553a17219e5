#include "report/track.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "rca/measure/statistics.hpp"

namespace corootctl::report {
namespace {

constexpr std::size_t columns_each_side = 8;

const signals::SeriesBag* find_bag(const signals::Snapshot& snapshot, std::string_view subject) {
  if (const signals::Edge* call = find_call(snapshot, subject)) return &call->series;
  if (const signals::App* app = find_app(snapshot, subject)) return &app->series;
  for (const signals::Node& node : snapshot.nodes)
    if (node.id == subject) return &node.series;
  for (const signals::App& app : snapshot.apps)
    for (const signals::Instance& pod : app.instances)
      if (pod.id == subject) return &pod.series;
  return nullptr;
}

/// Means over equal parts of [begin, end); NaN where nothing was measured.
std::vector<double> means(const std::vector<float>& values, std::size_t begin, std::size_t end, std::size_t parts) {
  std::vector<double> out;
  for (std::size_t i = 0; i < parts; ++i) {
    const std::size_t from = begin + (end - begin) * i / parts;
    const std::size_t until = std::max(from + 1, begin + (end - begin) * (i + 1) / parts);
    const rca::Mean mean = rca::mean_of(std::span<const float>(values).subspan(from, until - from));
    out.push_back(mean.count > 0 ? mean.value : std::numeric_limits<double>::quiet_NaN());
  }
  return out;
}

/// The point of a time, or the nearest; one past the last at the end.
std::size_t point_of(const signals::Grid& grid, std::int64_t ms) {
  return static_cast<std::size_t>(
      std::clamp<std::int64_t>((ms - grid.from_ms) / grid.step_ms, 0, static_cast<std::int64_t>(grid.points)));
}

std::string bars(const std::vector<double>& levels) {
  constexpr std::array<const char*, 8> glyphs{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double level : levels)
    if (std::isfinite(level)) low = std::min(low, level), high = std::max(high, level);
  if (!std::isfinite(low)) return "";
  constexpr double hardly_moves = 0.2;
  if (low > 0 && high - low > hardly_moves * high) low = 0;
  std::string out;
  for (const double level : levels) {
    const double share = high > low ? (level - low) / (high - low) : 0;
    out += std::isfinite(level) ? glyphs[static_cast<std::size_t>(std::lround(share * (glyphs.size() - 1)))] : "·";
  }
  return out;
}

}  // namespace

const signals::App* find_app(const signals::Snapshot& snapshot, std::string_view id) {
  const auto found =
      std::find_if(snapshot.apps.begin(), snapshot.apps.end(), [&](const signals::App& app) { return app.id == id; });
  return found == snapshot.apps.end() ? nullptr : &*found;
}

const signals::Edge* find_call(const signals::Snapshot& snapshot, std::string_view id) {
  if (id.find(" -> ") == std::string_view::npos) return nullptr;
  const auto found = std::find_if(snapshot.edges.begin(), snapshot.edges.end(), [&](const signals::Edge& edge) {
    return id.size() == edge.from.size() + edge.to.size() + 4 && id.starts_with(edge.from) && id.ends_with(edge.to);
  });
  return found == snapshot.edges.end() ? nullptr : &*found;
}

const signals::Series* find_series(const signals::Snapshot& snapshot, std::string_view subject,
                                   std::string_view signal) {
  const signals::SeriesBag* bag = find_bag(snapshot, subject);
  return bag == nullptr ? nullptr : bag->find(signal);
}

std::int64_t ms_between(std::int64_t from_ms, std::int64_t to_ms) {
  constexpr std::int64_t far = 9'000'000'000'000'000;
  return std::clamp(to_ms, -far, far) - std::clamp(from_ms, -far, far);
}

Levels levels_in(const signals::Series& series, const signals::Grid& grid, const rca::Answer& answer) {
  Levels out;
  if (!answer.compared || grid.step_ms <= 0 || series.values.size() != grid.points) return out;
  const auto part = [&](const rca::Span& span) {
    const std::size_t begin = point_of(grid, span.from_ms);
    return std::span<const float>(series.values).subspan(begin, std::max(point_of(grid, span.until_ms), begin) - begin);
  };
  const bool apart = answer.compared->by_reference && !series.reference.empty();
  const rca::Usual usual =
      rca::summarise(apart ? std::span<const float>(series.reference) : part(answer.compared->usual));
  const rca::Mean now = rca::mean_of(part(answer.compared->abnormal));
  if (usual.count > 0) out.before = usual.median;
  if (now.count > 0) out.after = now.value;
  return out;
}

std::string sparkline(const signals::Series* series, const signals::Grid& grid, const rca::Answer& answer) {
  if (series == nullptr || !answer.compared || grid.step_ms <= 0 || series->values.size() != grid.points) return "";
  const std::size_t onset = point_of(grid, answer.compared->abnormal.from_ms);
  const std::size_t end = point_of(grid, answer.compared->abnormal.until_ms);
  if (onset == 0 || onset >= end) return "";
  std::vector<double> levels = means(series->values, onset - std::min(onset, end - onset), onset, columns_each_side);
  const std::vector<double> after = means(series->values, onset, end, columns_each_side);
  levels.insert(levels.end(), after.begin(), after.end());
  return bars(levels);
}

}  // namespace corootctl::report
