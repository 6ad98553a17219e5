#include "report/page/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "base/time.hpp"
#include "rca/measure/statistics.hpp"
#include "report/page/shapes.hpp"
#include "report/words.hpp"

namespace corootctl::report {
namespace {

using document::List;
using document::Object;
using document::Value;

constexpr double plot_left = 62, plot_right = 352, plot_top = 18, plot_bottom = 108;

/// Points of the grid that are drawn, half-open.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The abnormal state in the middle: four times its length before it (at least half an hour), twice after it.
Range range_of(const rca::Compared& compared, const signals::Grid& grid) {
  constexpr std::int64_t least_before_ms = 30 * 60'000, least_after_ms = 5 * 60'000;
  const std::int64_t length = compared.abnormal.until_ms - compared.abnormal.from_ms;
  const auto point = [&](std::int64_t ms) {
    return static_cast<std::size_t>(
        std::clamp<std::int64_t>((ms - grid.from_ms) / grid.step_ms, 0, static_cast<std::int64_t>(grid.points)));
  };
  return {point(compared.abnormal.from_ms - std::max(4 * length, least_before_ms)),
          point(compared.abnormal.until_ms + std::max(2 * length, least_after_ms))};
}

struct Frame {
  Range range{};
  std::int64_t from_ms = 0;
  std::int64_t until_ms = 0;
  double low = 0;
  double high = 1;

  double x(std::int64_t ms) const {
    const double share = static_cast<double>(ms - from_ms) / static_cast<double>(until_ms - from_ms);
    return plot_left + std::clamp(share, 0.0, 1.0) * (plot_right - plot_left);
  }
  double y(double value) const {
    return plot_bottom - std::clamp((value - low) / (high - low), 0.0, 1.0) * (plot_bottom - plot_top);
  }
};

std::span<const float> drawn(const signals::Series& series, const Range& range) {
  const std::size_t end = std::min(range.end, series.values.size());
  return std::span<const float>(series.values).subspan(std::min(range.begin, end), end - std::min(range.begin, end));
}

struct Extent {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void add(double value) { low = std::min(low, value), high = std::max(high, value); }
};

Extent extent_of(std::span<const float> values) {
  Extent out;
  for (const float value : values)
    if (std::isfinite(value)) out.add(value);
  return out;
}

/// From zero, unless a level hardly moves beside its own size: then the axis begins below it, and its label says so.
void set_axis(Frame& frame, Extent extent, const Plot& plot) {
  for (const auto& level : {plot.before, plot.after, plot.top})
    if (level) extent.add(*level);
  constexpr double hardly_moves = 0.3, room = 0.08;
  const bool from_zero = extent.low >= 0 && (plot.top || extent.high - extent.low > hardly_moves * extent.high);
  const double span = std::max(extent.high - (from_zero ? 0 : extent.low), 1e-12);
  frame.low = from_zero ? 0 : extent.low - room * span;
  if (extent.low >= 0) frame.low = std::max(0.0, frame.low);
  frame.high = extent.high + room * span;
}

/// Runs of measured points; a hole ends a run. Where points are denser than the drawing, the lowest and the highest of
/// each column stand for all of it, so that no peak is lost.
List lines_of(const signals::Series& series, const Frame& frame, const signals::Grid& grid) {
  constexpr std::size_t most_columns = 145;
  const auto values = drawn(series, frame.range);
  const std::size_t width = std::max<std::size_t>(1, (values.size() + most_columns - 1) / most_columns);
  List out;
  std::string run;
  const auto end_run = [&] {
    if (!run.empty()) out.emplace_back(Object{{"points", std::exchange(run, {})}});
  };
  for (std::size_t begin = 0; begin < values.size(); begin += width) {
    const auto column = values.subspan(begin, std::min(width, values.size() - begin));
    const Extent extent = extent_of(column);
    if (extent.low > extent.high) {
      end_run();
      continue;
    }
    const auto middle = static_cast<std::int64_t>(frame.range.begin + begin + column.size() / 2);
    const double x = frame.x(grid.from_ms + middle * grid.step_ms);
    const bool falls = column.front() > column.back();
    run += fmt::format("{}{},{}", run.empty() ? "" : " ", coordinate(x),
                       coordinate(frame.y(falls ? extent.high : extent.low)));
    if (extent.high > extent.low)
      run += fmt::format(" {},{}", coordinate(x), coordinate(frame.y(falls ? extent.low : extent.high)));
    if (values.size() == 1) run += fmt::format(" {},{}", coordinate(x + 2), coordinate(frame.y(extent.high)));
  }
  end_run();
  return out;
}

Value box(double x, double y, double width, double height) {
  return Object{{"x", coordinate(x)},
                {"y", coordinate(y)},
                {"width", coordinate(std::max(width, 1.0))},
                {"height", coordinate(std::max(height, 1.0))}};
}

Value shade(const rca::Span& span, const Frame& frame) {
  const double begin = frame.x(span.from_ms), end = frame.x(span.until_ms);
  return end > begin ? box(begin, plot_top, end - begin, plot_bottom - plot_top) : Value();
}

/// The usual state: when it was, or how high the reference period was.
Value usual_value(const Plot& plot, const rca::Compared& compared, const Frame& frame) {
  if (!compared.by_reference || plot.series->reference.empty()) return shade(compared.usual, frame);
  const rca::Usual usual = rca::summarise(plot.series->reference);
  if (usual.count == 0) return {};
  return box(plot_left, frame.y(usual.high), plot_right - plot_left, frame.y(usual.low) - frame.y(usual.high));
}

Object tick(double x, double y, const char* anchor, std::string text) {
  return {{"x", coordinate(x)}, {"y", coordinate(y)}, {"anchor", anchor}, {"text", std::move(text)}};
}

/// "15:34", with seconds where the clock needs them.
std::string clock_of(std::int64_t ms, bool seconds) { return format_time(ms).substr(11, seconds ? 8 : 5); }

List ticks_of(const Plot& plot, const rca::Answer& answer, const Frame& frame) {
  const auto say = [&](double value) { return level_text(value, plot.unit, frame.high); };
  List out{tick(plot_left - 5, plot_top + 8, "end", say(frame.high)),
           tick(plot_left - 5, plot_bottom, "end", say(frame.low))};
  const double onset = frame.x(answer.compared->abnormal.from_ms);
  constexpr double near_left = 80, near_right = 116;  // or the texts would touch
  if (onset - plot_left > near_left)
    out.emplace_back(tick(plot_left, plot_bottom + 16, "start", clock_of(frame.from_ms, false)));
  if (plot_right - onset > near_right)
    out.emplace_back(tick(plot_right, plot_bottom + 16, "end", clock_of(frame.until_ms, false) + " UTC"));
  out.emplace_back(tick(std::clamp(onset, plot_left + 32, plot_right - 32), plot_bottom + 16, "middle",
                        "onset " + clock_of(answer.compared->abnormal.from_ms, true)));
  return out;
}

List levels_of(const Plot& plot, const Frame& frame, const rca::Compared& compared) {
  List out;
  const double onset = frame.x(compared.abnormal.from_ms);
  const auto add = [&](const std::optional<double>& level, double from, double until) {
    if (level && until > from)
      out.emplace_back(Object{{"x1", coordinate(from)}, {"x2", coordinate(until)}, {"y", coordinate(frame.y(*level))}});
  };
  add(plot.before, plot_left, onset);
  add(plot.after, onset, frame.x(compared.abnormal.until_ms));
  return out;
}

std::string description(const Plot& plot, const rca::Answer& answer, const Frame& frame, const Extent& extent) {
  const auto say = [&](double value) { return level_text(value, plot.unit, frame.high); };
  std::string out =
      fmt::format("From {} to {}. The abnormal state begins at {} and is looked at until {}.",
                  format_time(frame.from_ms), format_time(frame.until_ms),
                  format_time(answer.compared->abnormal.from_ms), format_time(answer.compared->abnormal.until_ms));
  if (plot.before && plot.after) out += fmt::format(" Before {}, after {}.", say(*plot.before), say(*plot.after));
  return out + fmt::format(" Lowest {}, highest {}.", say(extent.low), say(extent.high));
}

bool can_draw(const signals::Series* series, const rca::Answer& answer, const signals::Grid& grid) {
  return series != nullptr && answer.compared && grid.step_ms > 0 && series->values.size() == grid.points;
}

}  // namespace

std::optional<double> highest(const signals::Series* series, const rca::Answer& answer,
                              const signals::Snapshot& snapshot) {
  if (!can_draw(series, answer, snapshot.grid)) return std::nullopt;
  const Extent extent = extent_of(drawn(*series, range_of(*answer.compared, snapshot.grid)));
  return extent.low > extent.high ? std::nullopt : std::optional(extent.high);
}

Value plot_value(const Plot& plot, const rca::Answer& answer, const signals::Snapshot& snapshot) {
  const signals::Grid& grid = snapshot.grid;
  if (!can_draw(plot.series, answer, grid)) return {};
  const rca::Compared& compared = *answer.compared;
  Frame frame{range_of(compared, grid)};
  const Extent extent = extent_of(drawn(*plot.series, frame.range));
  if (extent.low > extent.high) return {};
  frame.from_ms = grid.from_ms + static_cast<std::int64_t>(frame.range.begin) * grid.step_ms;
  frame.until_ms = grid.from_ms + static_cast<std::int64_t>(frame.range.end) * grid.step_ms;
  set_axis(frame, extent, plot);
  const auto own = plot.onset_ms.value_or(compared.abnormal.from_ms);
  List marks;
  if (own >= frame.from_ms && own <= frame.until_ms)
    marks.emplace_back(Object{{"x", coordinate(frame.x(own))}, {"y", coordinate(plot_bottom)}});
  return Object{{"id", plot.id},
                {"title", plot.title},
                {"desc", description(plot, answer, frame, extent)},
                {"usual", usual_value(plot, compared, frame)},
                {"abnormal", shade(compared.abnormal, frame)},
                {"levels", levels_of(plot, frame, compared)},
                {"lines", lines_of(*plot.series, frame, grid)},
                {"onset", coordinate(frame.x(compared.abnormal.from_ms))},
                {"marks", std::move(marks)},
                {"ticks", ticks_of(plot, answer, frame)}};
}

}  // namespace corootctl::report
