#include "collect/world.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "base/text.hpp"
#include "fleet/fan_out.hpp"

namespace corootctl::collect {

namespace {

constexpr int most_incidents = 100;

/// Increase of a node's uptime between the end of the nodes view and the end of the window; nullopt for unknown nodes.
std::optional<double> uptime_at_end(const coroot::NodeEntry& node, const std::vector<Member>& members,
                                    const signals::Grid& grid) {
  for (const auto& member : members) {
    if (member.inventory.cluster != node.cluster) continue;
    for (const auto& frame : member.data.of("node_uptime")) {
      const auto id = member.inventory.node_of_machine.find(frame.labels[0]);
      if (id == member.inventory.node_of_machine.end() || id->second != node.cluster + ":" + node.name) continue;
      const auto last = last_value_at(frame.values);
      if (last < 0) continue;
      const auto behind =
          static_cast<double>(static_cast<std::int64_t>(grid.points) - 1 - last) * static_cast<double>(grid.step_ms);
      return static_cast<double>(frame.values[static_cast<std::size_t>(last)]) * 1000.0 + behind;
    }
  }
  return std::nullopt;
}

}  // namespace

World read_world(const coroot::Client& hub, const hub::Target& target, const WorldOptions& options,
                 std::stop_token stop) {
  World world;
  world.members.resize(target.members.size());
  using Task = std::function<void(const coroot::Within&)>;
  std::vector<Task> tasks = {
      [&](const auto& within) { world.status = hub.status(target.id, within); },
      [&](const auto& within) { world.incidents = hub.incidents(target.id, most_incidents, within); },
      [&](const auto& within) { world.map = hub.map(target.id, within); },
      [&](const auto& within) { world.nodes = hub.nodes(target.id, within); }};
  for (std::size_t i = 0; i < target.members.size(); ++i) {
    tasks.push_back([&, i](const auto& within) {
      world.members[i] = hub::probe_member(hub, target.members[i], options.probe_timeout, options.now_ms, within.stop);
    });
  }
  // Each task has a slot of its own; the join of fan_out publishes them. The names are known before, so no task asks
  // twice.
  fleet::fan_out(tasks, options.width, stop, [&](const Task& task, std::stop_token token) -> Result<> {
    task({options.deadline, token});
    return {};
  });
  return world;
}

std::vector<signals::Incident> incidents_in(const std::vector<coroot::IncidentEntry>& incidents,
                                            const std::vector<coroot::ProjectName>& projects,
                                            const signals::Grid& grid) {
  const auto end = grid.from_ms + static_cast<std::int64_t>(grid.points) * grid.step_ms;
  std::map<std::pair<std::string, std::string>, signals::Incident> kept;  // the same outage may be in several projects
  for (const auto& entry : incidents) {
    const bool over = entry.resolved_at_ms && *entry.resolved_at_ms < grid.from_ms;
    if (over || entry.opened_at_ms >= end) continue;
    const auto subject = coroot::with_cluster_name(entry.application, projects);
    for (const auto& [broken, slo] :
         {std::pair{entry.availability, "availability"}, std::pair{entry.latency, "latency"}}) {
      if (!broken) continue;
      const signals::Incident incident{subject, slo, entry.opened_at_ms, entry.resolved_at_ms};
      auto& known = kept.try_emplace({subject, slo}, incident).first->second;
      if (!incident.resolved_at_ms && (known.resolved_at_ms || incident.opened_at_ms < known.opened_at_ms))
        known = incident;
    }
  }
  std::vector<signals::Incident> out;
  for (const auto& [key, incident] : kept) out.push_back(incident);
  return out;
}

std::vector<coroot::IncidentEntry> incidents_of_members(const coroot::Client& hub, const World& world,
                                                        const coroot::Within& within) {
  std::vector<coroot::IncidentEntry> all;
  for (const auto& member : world.members) {
    const auto id = hub.project_id(member.project, within);
    if (!id) continue;
    const auto own = hub.incidents(*id, most_incidents, within);
    if (own) all.insert(all.end(), own->begin(), own->end());
  }
  return all;
}

std::optional<std::int64_t> lag_of_world(const std::vector<coroot::NodeEntry>& nodes,
                                         const std::vector<Member>& members, const signals::Grid& grid,
                                         std::int64_t now_ms) {
  const auto window_end = grid.from_ms + static_cast<std::int64_t>(grid.points - 1) * grid.step_ms;
  std::vector<std::int64_t> lags;
  for (const auto& node : nodes) {
    const auto uptime = uptime_at_end(node, members, grid);
    if (!uptime || node.uptime_ms <= 0) continue;
    const auto world_end = window_end + node.uptime_ms - static_cast<std::int64_t>(*uptime);
    lags.push_back(now_ms - world_end);
  }
  if (lags.empty()) return std::nullopt;
  std::sort(lags.begin(), lags.end());  // the median: a node that restarted since would mislead
  return lags[lags.size() / 2];
}

std::vector<signals::Gap> differences_from_map(const std::vector<coroot::MapApp>& map,
                                               const std::vector<coroot::ProjectName>& projects,
                                               const signals::Snapshot& snapshot) {
  std::set<std::string> apps, edges;
  for (const auto& app : snapshot.apps) apps.insert(app.id);
  for (const auto& edge : snapshot.edges) edges.insert(edge.from + " -> " + edge.to);
  std::vector<std::string> lost_apps, lost_edges;
  for (const auto& app : map) {
    const auto id = coroot::with_cluster_name(app.id, projects);
    if (!apps.contains(id)) lost_apps.push_back(id);
    for (const auto& link : app.upstreams) {
      const auto call = id + " -> " + coroot::with_cluster_name(link.id, projects);
      if (!edges.contains(call)) lost_edges.push_back(call);
    }
  }
  std::sort(lost_apps.begin(), lost_apps.end());
  std::sort(lost_edges.begin(), lost_edges.end());
  constexpr std::size_t most_named = 5;
  std::vector<signals::Gap> gaps;
  if (!lost_apps.empty())
    gaps.push_back({"map", "apps on Coroot's map without series here: " + join_first(lost_apps, most_named)});
  if (!lost_edges.empty())
    gaps.push_back({"map", "calls on Coroot's map without series here: " + join_first(lost_edges, most_named)});
  return gaps;
}

}  // namespace corootctl::collect
