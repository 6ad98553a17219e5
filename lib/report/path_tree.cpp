#include "report/path_tree.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text_width.hpp"
#include "rca/names.hpp"

namespace corootctl::report {
namespace {

struct Stop {
  std::string cluster{};
  std::string name{};
  std::string share{};
};

Stop stop_at(const std::string& id, std::string share) {
  const rca::AppParts app = rca::split_app_id(id);
  return {one_line(app.cluster), one_line(app.name.empty() ? id : app.name), std::move(share)};
}

std::vector<Stop> stops_of(const rca::Answer& answer) {
  std::vector<Stop> out{stop_at(answer.path.front().from, "")};
  for (const rca::Hop& hop : answer.path)
    out.push_back(
        stop_at(hop.to, fmt::format("{:.0f} %{}", 100 * hop.excess, hop.cross_cluster ? "  crosses clusters" : "")));
  return out;
}

/// What stands before a name: three columns a call, or one where that would be too deep.
std::string branch(std::size_t depth, std::size_t step) {
  if (depth == 0) return "";
  return std::string((depth - 1) * step, ' ') + (step == 1 ? "└ " : "└─ ");
}

}  // namespace

std::vector<std::string> path_tree(const rca::Answer& answer, std::size_t columns) {
  if (answer.path.empty()) return {};
  constexpr std::size_t least_name = 16;
  const std::vector<Stop> stops = stops_of(answer);
  std::size_t cluster = 0, share = 0;
  for (const Stop& stop : stops) {
    cluster = std::max(cluster, text_width(stop.cluster));
    share = std::max(share, text_width(stop.share));
  }
  cluster = std::min(cluster, std::max<std::size_t>(8, columns / 4));
  const std::size_t fixed = cluster + 2 + 2 + share;
  const std::size_t room = columns > fixed ? columns - fixed : 0;
  const std::size_t step = 3 * (stops.size() - 1) + least_name <= room ? 3 : 1;
  const std::size_t deepest = step == 3 || room < least_name + 2 ? stops.size() : (room - least_name) - 1;
  std::vector<std::string> out;
  for (std::size_t depth = 0; depth < stops.size(); ++depth) {
    const std::string tree = branch(std::min(depth, deepest), step);
    const std::size_t left = std::max(room, text_width(tree) + least_name) - text_width(tree);
    out.push_back(pad_to_width(cut_middle(stops[depth].cluster, cluster), cluster) + "  " + tree +
                  cut_middle(stops[depth].name, left) + (stops[depth].share.empty() ? "" : "  " + stops[depth].share));
  }
  return out;
}

}  // namespace corootctl::report
