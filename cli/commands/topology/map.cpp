#include "cli/commands/topology/map.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <unordered_map>

#include "cli/output/apps.hpp"
#include "report/page/graph.hpp"

namespace corootctl::cli {
namespace {

bool is_in_trouble(std::string_view status) { return status == "critical" || status == "warning"; }

report::Named box_of(const ops::AppRow& app) {
  const auto part = app.status == "critical"  ? report::Part::cause
                    : app.status == "warning" ? report::Part::suspect
                                              : report::Part::on_path;
  return {app.id, app.name.cluster, short_name(app.name), status_cell(app).text, part, false};
}

/// What is not drawn of each cluster: "4,940 more apps" as a box of its own.
void add_rest(const ops::Topology& topology, std::size_t drawn, report::Cast& cast) {
  std::map<std::string, std::size_t> rest;
  for (const auto& app : topology.apps) ++rest[app.name.cluster];
  for (std::size_t i = 0; i < drawn; ++i) --rest[cast.all[i].cluster];
  for (const auto& [cluster, count] : rest) {
    if (count == 0) continue;
    cast.all.push_back({cluster + ": what is not drawn", cluster, fmt::format("{} more apps", count), "not drawn",
                        report::Part::ruled_out, false});
  }
}

std::vector<report::Stroke> calls_among(const report::Cast& cast, const ops::Topology& topology) {
  std::unordered_map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < cast.all.size(); ++i) index.emplace(cast.all[i].id, i);
  std::vector<report::Stroke> out;
  for (const auto& call : topology.calls) {
    const auto from = index.find(call.from), to = index.find(call.to);
    if (from == index.end() || to == index.end() || from == to) continue;
    const bool lit = is_in_trouble(call.status);
    out.push_back(
        {from->second, to->second, lit ? "call lit" : "call", lit && !call.stats.empty() ? call.stats.front() : ""});
  }
  return out;
}

std::string words_of(const report::Cast& cast, const std::vector<report::Stroke>& calls) {
  std::string out;
  const auto name = [&](std::size_t index) { return cast.all[index].label + " in " + cast.all[index].cluster; };
  for (std::size_t i = 0; i < cast.all.size(); ++i)
    out += fmt::format("{}{}: {}", out.empty() ? "" : "; ", name(i), cast.all[i].role);
  for (const auto& call : calls) out += fmt::format("; {} calls {}", name(call.from), name(call.to));
  return out + ".";
}

}  // namespace

document::Value topology_map(const ops::Topology& topology, const std::vector<std::size_t>& chosen) {
  if (chosen.empty()) return {};
  report::Cast cast;
  for (const std::size_t index : chosen) cast.all.push_back(box_of(topology.apps[index]));
  add_rest(topology, chosen.size(), cast);
  const auto calls = calls_among(cast, topology);
  auto out = report::graph_value({cast, calls, 0, "", "Map of apps and calls, by cluster", words_of(cast, calls)});
  out.set("hint",
          "Callers stand above what they call. Red boxes are critical, yellow ones warning, red lines are calls in "
          "trouble.");
  const auto left_out = topology.apps.size() - chosen.size();
  out.set("left_out",
          left_out == 0 ? document::Value()
          : topology.app.empty()
              ? fmt::format("{} of {} apps are drawn: those in trouble, then those with calls between "
                            "clusters. corootctl topology APP -o html draws what is around one.",
                            chosen.size(), topology.apps.size())
              : fmt::format("{} of {} apps are drawn, those nearest to it.", chosen.size(), topology.apps.size()));
  return out;
}

}  // namespace corootctl::cli
