#include "report/page/layout.hpp"

#include <algorithm>
#include <map>

namespace corootctl::report {
namespace {

constexpr double box_width = 176, box_height = 50, between_boxes = 22, between_rows = 50;
constexpr double inside_group = 16, group_title = 28, between_groups = 40, margin = 2;
constexpr std::size_t most_beside = 2;  // other boxes of a cluster in one line, so that it stays readable
constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

/// Without a path those that nobody calls stand at the top.
void set_callers_first(std::vector<std::size_t>& depth, const Calls& calls) {
  std::vector<bool> is_called(depth.size());
  for (const auto& [from, to] : calls) is_called[to] = true;
  for (std::size_t i = 0; i < depth.size(); ++i)
    if (!is_called[i]) depth[i] = 0;
}

/// How many calls below the top each app stands.
std::vector<std::size_t> depths_of(const Cast& cast, const Calls& calls, std::size_t on_path) {
  std::vector<std::size_t> depth(cast.all.size(), nowhere);
  for (std::size_t i = 0; i < on_path; ++i) depth[i] = i;
  if (on_path == 0) set_callers_first(depth, calls);
  for (bool moved = true; moved;) {
    moved = false;
    for (const auto& [from, to] : calls) {
      if (depth[from] != nowhere && depth[to] == nowhere) depth[to] = depth[from] + 1, moved = true;
    }
    for (const auto& [from, to] : calls) {
      if (moved || depth[to] == nowhere || depth[from] != nowhere) continue;
      depth[from] = depth[to] > 0 ? depth[to] - 1 : 0;
      moved = true;
    }
  }
  for (std::size_t& one : depth)
    if (one == nowhere) one = 0;
  return depth;
}

/// What is outside of all clusters last; the others as they are met.
std::vector<std::string> clusters_of(const Cast& cast) {
  std::vector<std::string> out;
  for (const Named& one : cast.all)
    if (std::find(out.begin(), out.end(), one.cluster) == out.end()) out.push_back(one.cluster);
  std::stable_partition(out.begin(), out.end(), [](const std::string& name) { return name != "external"; });
  return out;
}

/// The apps of one cluster at one depth.
struct Cell {
  std::vector<std::size_t> on_path{};  ///< one, or none
  std::vector<std::size_t> others{};
};

/// Where a cluster has apps of the path, its first column is theirs alone: the way must not run behind other boxes.
struct Column {
  bool has_path = false;
  std::size_t beside = 0;  ///< other boxes in its widest line
  std::map<std::size_t, Cell> cells{};

  std::size_t lines(std::size_t depth) const {
    const auto cell = cells.find(depth);
    if (cell == cells.end()) return 0;
    const std::size_t others = beside == 0 ? 0 : (cell->second.others.size() + beside - 1) / beside;
    return std::max(others, cell->second.on_path.size());
  }
};

struct Columns {
  std::vector<std::string> clusters{};
  std::vector<Column> all{};
  std::size_t depths = 0;

  std::size_t lines(std::size_t depth) const {
    std::size_t out = 0;
    for (const Column& column : all) out = std::max(out, column.lines(depth));
    return out;
  }
};

Columns sort_into(const Cast& cast, const std::vector<std::size_t>& depth, std::size_t on_path) {
  Columns out;
  out.clusters = clusters_of(cast);
  out.all.resize(out.clusters.size());
  for (std::size_t i = 0; i < cast.all.size(); ++i) {
    const auto at = std::find(out.clusters.begin(), out.clusters.end(), cast.all[i].cluster);
    Column& column = out.all[static_cast<std::size_t>(at - out.clusters.begin())];
    Cell& cell = column.cells[depth[i]];
    (i < on_path ? cell.on_path : cell.others).push_back(i);
    column.has_path = column.has_path || i < on_path;
    column.beside = std::max(column.beside, std::min(most_beside, cell.others.size()));
    out.depths = std::max(out.depths, depth[i] + 1);
  }
  return out;
}

double width_of(std::size_t boxes) {
  return static_cast<double>(boxes) * (box_width + between_boxes) - between_boxes + 2 * inside_group;
}

void place(std::size_t app, std::size_t column, std::size_t line, double left, double top, Layout& out) {
  out.boxes[app] = {left + inside_group + static_cast<double>(column) * (box_width + between_boxes),
                    top + static_cast<double>(line) * (box_height + between_rows), box_width, box_height};
}

void place_cell(const Cell& cell, const Column& column, double left, double top, Layout& out) {
  for (const std::size_t app : cell.on_path) place(app, 0, 0, left, top, out);
  const std::size_t first = column.has_path ? 1 : 0;
  for (std::size_t i = 0; i < cell.others.size(); ++i)
    place(cell.others[i], first + i % column.beside, i / column.beside, left, top, out);
}

}  // namespace

Layout lay_out(const Cast& cast, const Calls& calls, std::size_t on_path) {
  const Columns columns = sort_into(cast, depths_of(cast, calls, on_path), on_path);
  std::vector<double> tops;
  double y = margin + group_title + inside_group;
  for (std::size_t depth = 0; depth < columns.depths; ++depth) {
    tops.push_back(y);
    y += static_cast<double>(columns.lines(depth)) * (box_height + between_rows);
  }
  Layout out;
  out.boxes.resize(cast.all.size());
  out.height = y - between_rows + inside_group + margin;
  double x = margin;
  for (std::size_t i = 0; i < columns.all.size(); ++i) {
    const Column& column = columns.all[i];
    const double width = width_of(column.beside + (column.has_path ? 1 : 0));
    out.groups.push_back({columns.clusters[i], {x, margin, width, out.height - 2 * margin}});
    for (const auto& [depth, cell] : column.cells) place_cell(cell, column, x, tops[depth], out);
    x += width + between_groups;
  }
  out.width = x - between_groups + margin;
  return out;
}

}  // namespace corootctl::report
