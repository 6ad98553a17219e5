#include "report/page/map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/text_width.hpp"
#include "report/page/layout.hpp"
#include "report/page/shapes.hpp"
#include "report/words.hpp"

namespace corootctl::report {
namespace {

using document::List;
using document::Object;
using document::Value;

/// In pixels: shrunk to a page, its words can still be read.
constexpr double widest_fit = 1500;

Object rectangle(const Box& box) {
  return {{"x", coordinate(box.x)},
          {"y", coordinate(box.y)},
          {"width", coordinate(box.width)},
          {"height", coordinate(box.height)}};
}

/// A call on the map; `hop` when the trouble took it.
struct Line {
  std::size_t from = 0;
  std::size_t to = 0;
  const rca::Hop* hop = nullptr;
};

/// Calls between the apps of the cast, by caller and callee: the path's in any case, whether or not they were measured.
std::vector<Line> lines_between(const Cast& cast, const rca::Answer& answer, const signals::Snapshot& snapshot) {
  std::unordered_map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < cast.all.size(); ++i) index.emplace(cast.all[i].id, i);
  std::map<std::pair<std::size_t, std::size_t>, const rca::Hop*> found;
  for (const rca::Hop& hop : answer.path)
    if (index.contains(hop.from) && index.contains(hop.to)) found[{index[hop.from], index[hop.to]}] = &hop;
  for (const signals::Edge& edge : snapshot.edges) {
    const auto from = index.find(edge.from), to = index.find(edge.to);
    if (from != index.end() && to != index.end() && from != to) found.try_emplace({from->second, to->second}, nullptr);
  }
  std::vector<Line> out;
  for (const auto& [ends, hop] : found) out.push_back({ends.first, ends.second, hop});
  return out;
}

/// The way between two boxes: down from one to the next, or around the side where the callee stands no lower.
struct Way {
  std::string path{};
  double x = 0;  ///< where its label stands: above its middle, or to the right of it
  double y = 0;
  bool is_steep = false;
};

Way way_between(const Box& from, const Box& to) {
  const double half = from.width / 2;
  if (to.y > from.y) {
    const double x1 = from.x + half, y1 = from.y + from.height, x2 = to.x + half, y2 = to.y - 2;
    const double bend = std::min(60.0, (y2 - y1) / 2);
    const bool is_steep = std::abs(x2 - x1) < from.width / 2;
    return {fmt::format("M{} {}C{} {} {} {} {} {}", coordinate(x1), coordinate(y1), coordinate(x1),
                        coordinate(y1 + bend), coordinate(x2), coordinate(y2 - bend), coordinate(x2), coordinate(y2)),
            (x1 + x2) / 2 + (is_steep ? 9 : 0), (y1 + y2) / 2 + (is_steep ? 4 : -9), is_steep};
  }
  const bool to_right = to.x > from.x;
  const double x1 = to_right ? from.x + from.width : from.x, x2 = to_right ? to.x - 2 : to.x + to.width + 2;
  const double y1 = from.y + from.height / 2, y2 = to.y + to.height / 2, bend = to_right ? 24 : -24;
  return {fmt::format("M{} {}C{} {} {} {} {} {}", coordinate(x1), coordinate(y1), coordinate(x1 + bend), coordinate(y1),
                      coordinate(x2 - bend), coordinate(y2), coordinate(x2), coordinate(y2)),
          (x1 + x2) / 2, (y1 + y2) / 2 - 9, false};
}

bool is_blamed(const rca::Hop& hop, const rca::Answer& answer) {
  if (answer.candidates.empty() || answer.candidates.front().kind != rca::CauseKind::link) return false;
  return answer.candidates.front().subject ==
         rca::split_app_id(hop.from).cluster + " -> " + rca::split_app_id(hop.to).cluster;
}

Value line_value(const Line& line, const Layout& layout, const rca::Answer& answer) {
  const Way way = way_between(layout.boxes[line.from], layout.boxes[line.to]);
  if (line.hop == nullptr)
    return Object{{"class", "call"}, {"marker", "call-end"}, {"path", way.path}, {"label", Value()}};
  const bool blamed = is_blamed(*line.hop, answer);
  const std::string label = fmt::format("{:.0f} %{}", 100 * line.hop->excess, blamed ? ", blamed" : "");
  return Object{{"class", blamed ? "call lit blamed" : "call lit"},
                {"marker", "lit-end"},
                {"path", way.path},
                {"label", Object{{"x", coordinate(way.x)},
                                 {"y", coordinate(way.y)},
                                 {"anchor", way.is_steep ? "start" : "middle"},
                                 {"text", label}}}};
}

Value app_box(const Named& named, const Box& box) {
  constexpr std::array<std::string_view, 5> classes{"cause", "suspect", "alarmed", "on-path", "ruled-out"};
  constexpr std::size_t columns = 23;
  Object out = rectangle(box);
  out.set("class", classes[static_cast<std::size_t>(named.part)]);
  out.set("center", coordinate(box.x + box.width / 2));
  out.set("name_y", coordinate(box.y + 21));
  out.set("role_y", coordinate(box.y + 39));
  out.set("name", cut_to_width(one_line(named.label), columns));
  out.set("full_name", rca::short_name(named.id));
  out.set("role", named.role);
  return out;
}

Value group_box(const Group& group, const rca::Answer& answer) {
  const bool blamed = !answer.candidates.empty() && answer.candidates.front().kind == rca::CauseKind::cluster &&
                      answer.candidates.front().subject == group.cluster;
  Object out = rectangle(group.box);
  out.set("class", blamed ? "cluster blamed" : "cluster");
  out.set("title_x", coordinate(group.box.x + 14));
  out.set("title_y", coordinate(group.box.y + 24));
  out.set("name", group.cluster == "external" ? "outside of all clusters"
                  : group.cluster.empty()     ? "cluster unknown"
                                              : "cluster " + cut_to_width(one_line(group.cluster), 18));
  return out;
}

std::string map_words(const Cast& cast, const rca::Answer& answer) {
  std::string out;
  for (const Named& one : cast.all)
    out += fmt::format("{}{}: {}", out.empty() ? "" : "; ", rca::short_name(one.id), one.role);
  for (const rca::Hop& hop : answer.path)
    out += fmt::format("; {} calls {} and got {:.0f} % of the problem from it", rca::short_name(hop.from),
                       rca::short_name(hop.to), 100 * hop.excess);
  return out + ".";
}

}  // namespace

Value map_value(const rca::Answer& answer, const signals::Snapshot& snapshot, std::size_t top) {
  const Cast cast = cast_of(answer, snapshot, top);
  if (cast.all.empty()) return {};
  const std::vector<Line> lines = lines_between(cast, answer, snapshot);
  Calls calls;
  for (const Line& line : lines) calls.emplace_back(line.from, line.to);
  const Layout layout = lay_out(cast, calls, answer.path.empty() ? 0 : answer.path.size() + 1);
  List groups, drawn, lit, apps;
  for (const Group& group : layout.groups) groups.push_back(group_box(group, answer));
  for (const Line& line : lines) (line.hop == nullptr ? drawn : lit).push_back(line_value(line, layout, answer));
  drawn.insert(drawn.end(), lit.begin(), lit.end());  // above the others
  for (std::size_t i = 0; i < cast.all.size(); ++i) apps.push_back(app_box(cast.all[i], layout.boxes[i]));
  return Object{
      {"width", coordinate(layout.width)},
      {"height", coordinate(layout.height)},
      {"fits", layout.width <= widest_fit},
      {"desc", map_words(cast, answer)},
      {"groups", std::move(groups)},
      {"calls", std::move(drawn)},
      {"apps", std::move(apps)},
      {"left_out", cast.left_out == 0 ? Value() : Value(fmt::format("{} more apps suffer, too.", cast.left_out))}};
}

}  // namespace corootctl::report
