#include "collect/assemble.hpp"

#include <algorithm>
#include <map>

#include "base/memory.hpp"

namespace corootctl::collect {

namespace {

using PanelsByMember = std::map<std::string, std::vector<coroot::Panel>>;

std::int64_t coarsest_step(const std::vector<Fetched>& fetched, std::int64_t step_ms) {
  for (const auto& each : fetched) {
    for (const auto& panel : each.panels) step_ms = std::max(step_ms, panel.step_ms);
  }
  return step_ms;
}

PanelsByMember by_member(std::vector<Fetched> fetched) {
  PanelsByMember panels;
  for (auto& each : fetched) {
    auto& own = panels[each.member];
    std::move(each.panels.begin(), each.panels.end(), std::back_inserter(own));
  }
  return panels;
}

/// What a member alone tells.
void take_member(signals::Snapshot& snapshot, MemberFacts& member) {
  auto apps = collect_apps(member, snapshot.grid);
  const bool any = !apps.empty();
  const auto events = collect_events(member, apps, snapshot.grid);
  auto nodes = collect_nodes(member, snapshot.grid);
  snapshot.events.insert(snapshot.events.end(), events.begin(), events.end());
  std::move(apps.begin(), apps.end(), std::back_inserter(snapshot.apps));
  std::move(nodes.begin(), nodes.end(), std::back_inserter(snapshot.nodes));
  if (!member.inventory.has_state_metrics && any) {
    snapshot.gaps.push_back({member.inventory.cluster,
                             "no kube-state-metrics: apps are guessed from the names of pods, services are unknown"});
  }
}

}  // namespace

void add_gaps(std::vector<signals::Gap>& gaps, const std::vector<signals::Gap>& more) {
  for (const auto& gap : more) {
    const bool known = std::any_of(gaps.begin(), gaps.end(), [&](const auto& each) {
      return each.subject == gap.subject && each.what == gap.what;
    });
    if (!known) gaps.push_back(gap);
  }
}

Assembled lay_out_members(std::vector<Fetched> fetched, const Period& period) {
  Assembled out;
  out.snapshot.grid = grid_of(period, coarsest_step(fetched, period.step_ms));
  for (const auto& each : fetched) {
    add_gaps(out.snapshot.gaps, each.gaps);
    if (each.ended_by) out.stopped.emplace(each.member, *each.ended_by);
  }
  for (auto& [member, panels] : by_member(std::move(fetched))) {
    auto data = lay_out(member, panels, out.snapshot.grid);
    panels.clear();
    release_free_memory();
    auto inventory = take_inventory(data);
    take_member(out.snapshot, out.members.emplace_back(MemberFacts{std::move(data), std::move(inventory)}));
  }
  return out;
}

void connect_members(Assembled& assembled, const HubView& view, const hub::Project& project) {
  auto& snapshot = assembled.snapshot;
  std::vector<Inventory> inventories;
  for (const auto& member : assembled.members) inventories.push_back(member.inventory);
  const auto directory = make_directory(inventories);
  auto calls = collect_calls(assembled.members, directory, snapshot.grid);
  snapshot.edges = std::move(calls.edges);
  add_traffic(snapshot.apps, calls.traffic);
  if (view.map) add_dark_members(snapshot, *view.map, view.projects, dark_members(snapshot, project));
  add_client_views(snapshot.apps, snapshot.edges, snapshot.grid);
  for (const auto& text : ambiguities(directory)) snapshot.gaps.push_back({project.name, text});
  name_clusters(snapshot, project);
}

std::set<std::string> dark_members(const signals::Snapshot& snapshot, const hub::Project& project) {
  std::set<std::string> dark(project.members.begin(), project.members.end());
  for (const auto& app : snapshot.apps) {
    if (app.observed) dark.erase(app.cluster);
  }
  return dark;
}

void name_clusters(signals::Snapshot& snapshot, const hub::Project& project) {
  for (const auto& member : project.members) snapshot.clusters.push_back({member, member});
  const bool external = std::any_of(snapshot.apps.begin(), snapshot.apps.end(),
                                    [](const auto& app) { return app.cluster == "external"; });
  if (external) snapshot.clusters.push_back({"external", "external"});
}

}  // namespace corootctl::collect
