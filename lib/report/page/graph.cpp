#include "report/page/graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "base/text_width.hpp"
#include "rca/names.hpp"
#include "report/page/layout.hpp"
#include "report/page/shapes.hpp"

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

Value call_shape(const Stroke& call, const Layout& layout) {
  const Way way = way_between(layout.boxes[call.from], layout.boxes[call.to]);
  Value label;
  if (!call.label.empty())
    label = Object{{"x", coordinate(way.x)},
                   {"y", coordinate(way.y)},
                   {"anchor", way.is_steep ? "start" : "middle"},
                   {"text", call.label}};
  return Object{{"class", call.look},
                {"marker", call.look == "call" ? "call-end" : "lit-end"},
                {"path", way.path},
                {"label", std::move(label)}};
}

Value app_box(const Named& named, const Box& box) {
  constexpr std::array<std::string_view, 5> classes{"cause", "suspect", "alarmed", "on-path", "ruled-out"};
  constexpr std::size_t columns = 20;  // of bold letters
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

Value group_shape(const Group& group, bool is_blamed) {
  Object out = rectangle(group.box);
  out.set("class", is_blamed ? "cluster blamed" : "cluster");
  out.set("title_x", coordinate(group.box.x + 14));
  out.set("title_y", coordinate(group.box.y + 24));
  out.set("name", group.cluster == "external" ? "outside of all clusters"
                  : group.cluster.empty()     ? "cluster unknown"
                                              : "cluster " + cut_to_width(one_line(group.cluster), 18));
  return out;
}

}  // namespace

Object graph_value(const Graph& graph) {
  Calls calls;
  for (const Stroke& call : graph.calls) calls.emplace_back(call.from, call.to);
  const Layout layout = lay_out(graph.cast, calls, graph.on_path);
  List groups, drawn, lit, apps;
  for (const Group& group : layout.groups)
    groups.push_back(group_shape(group, !graph.blamed.empty() && graph.blamed == group.cluster));
  for (const Stroke& call : graph.calls) (call.look == "call" ? drawn : lit).push_back(call_shape(call, layout));
  drawn.insert(drawn.end(), lit.begin(), lit.end());  // above the others
  for (std::size_t i = 0; i < graph.cast.all.size(); ++i) apps.push_back(app_box(graph.cast.all[i], layout.boxes[i]));
  return {{"map_title", graph.title},
          {"width", coordinate(layout.width)},
          {"height", coordinate(layout.height)},
          {"fits", layout.width <= widest_fit},
          {"desc", graph.words},
          {"groups", std::move(groups)},
          {"calls", std::move(drawn)},
          {"apps", std::move(apps)}};
}

}  // namespace corootctl::report
