#include "ops/project/topology.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.hpp"
#include "hub/names.hpp"

namespace corootctl::ops {

namespace {

using Map = std::vector<coroot::MapApp>;

AppRow bare_row(const std::string& id) {
  AppRow row;
  row.id = id;
  row.name = coroot::split_app(id);
  row.status = "unknown";
  return row;
}

void put_in_order(Topology& topology) {
  std::sort(topology.apps.begin(), topology.apps.end(), [](const AppRow& a, const AppRow& b) {
    return std::tie(a.name.cluster, a.name.namespace_name, a.name.name, a.id) <
           std::tie(b.name.cluster, b.name.namespace_name, b.name.name, b.id);
  });
  std::sort(topology.calls.begin(), topology.calls.end(),
            [](const Call& a, const Call& b) { return std::tie(a.from, a.to) < std::tie(b.from, b.to); });
}

/// Everything that can be reached from `start` by `next`.
void reach(const std::multimap<std::string, std::string>& next, const std::string& start, std::set<std::string>& seen) {
  std::vector<std::string> open{start};
  std::set<std::string> here{start};
  while (!open.empty()) {
    const auto app = open.back();
    open.pop_back();
    seen.insert(app);
    const auto [begin, end] = next.equal_range(app);
    for (auto it = begin; it != end; ++it) {
      if (here.insert(it->second).second) open.push_back(it->second);
    }
  }
}

/// The maps of the members whose data arrive, joined.
Map maps_of_members(const ProjectLook& at, const Honesty& honesty) {
  const auto& hub = *at.project.hub;
  std::vector<Result<Map>> maps(honesty.members.size(), Map{});
  std::vector<LookTask> tasks;
  for (std::size_t i = 0; i < honesty.members.size(); ++i) {
    if (honesty.members[i].state != hub::MemberState::ok) continue;
    tasks.push_back([&, i](const Within& within) {
      const auto id = hub.project_id(honesty.members[i].project, within);
      if (id) maps[i] = hub.map(*id, within);
    });
  }
  run_tasks(tasks, at);
  Map all;
  for (const auto& map : maps) {
    if (map) all.insert(all.end(), map->begin(), map->end());
  }
  return all;
}

Result<Map> read_map(const ProjectLook& at, Honesty& honesty) {
  const auto& project = at.project;
  Result<Map> map = Map{};
  honesty = look(at, {[&](const auto& within) { map = project.hub->map(project.about.id, within); }});
  const bool failed = !map;
  Map joined;
  if (failed && project.about.is_aggregate) joined = maps_of_members(at, honesty);
  if (failed && joined.empty()) {
    return tl::unexpected<Error>(std::move(map.error()).with("project " + project.about.name));
  }
  warn_of_standstill(honesty, project.about, failed ? &map.error() : nullptr);
  if (failed) honesty.warnings.emplace_back("calls between clusters are shown as calls to external services");
  return failed ? joined : map;
}

Result<std::string> find_in(const Topology& topology, const std::string& text) {
  std::vector<std::string> ids;
  for (const auto& app : topology.apps) ids.push_back(app.id);
  auto found = hub::find_app_id(ids, text);
  const auto silent = topology.honesty.silent();
  if (!found && !silent.empty())
    found.error().hint += fmt::format(" {} {} no data.", join(silent, ", "), silent.size() == 1 ? "gives" : "give");
  return found;
}

}  // namespace

std::string_view cluster_of(std::string_view app_id) { return app_id.substr(0, app_id.find(':')); }

bool crosses_clusters(const Call& call) {
  const auto from = cluster_of(call.from), to = cluster_of(call.to);
  return from != to && from != "external" && to != "external";
}

Topology topology_of(const Map& map, const std::vector<coroot::ProjectName>& projects) {
  Topology out;
  out.apps = join_views({}, map, projects);
  std::set<std::string> known;
  for (const auto& app : out.apps) known.insert(app.id);
  std::set<std::pair<std::string, std::string>> said;  // a service outside is on the maps of several members
  for (const auto& app : map) {
    const auto from = coroot::with_cluster_name(app.id, projects);
    for (const auto& link : app.upstreams) {
      const auto to = coroot::with_cluster_name(link.id, projects);
      if (!said.emplace(from, to).second) continue;
      if (known.insert(to).second) out.apps.push_back(bare_row(to));
      out.calls.push_back({from, to, link.status, link.weight, link.stats});
    }
  }
  put_in_order(out);
  return out;
}

std::set<std::string> around_app(const Topology& topology, const std::string& app) {
  std::multimap<std::string, std::string> callees, callers;
  for (const auto& call : topology.calls) {
    callees.emplace(call.from, call.to);
    callers.emplace(call.to, call.from);
  }
  std::set<std::string> out;
  reach(callees, app, out);
  reach(callers, app, out);
  return out;
}

void keep(Topology& topology, const TopologyFilter& filter) {
  std::set<std::string> passing, kept;
  for (const auto& app : topology.apps) {
    if (passes(filter.apps, {app.name.cluster, app.name.namespace_name, app.category, app.status}))
      passing.insert(app.id);
  }
  std::erase_if(topology.calls, [&](const Call& call) {
    const bool wanted = passing.contains(call.from) || passing.contains(call.to);
    return !wanted || (filter.only_cross_cluster && !crosses_clusters(call));
  });
  for (const auto& call : topology.calls) kept.insert({call.from, call.to});
  if (!filter.only_cross_cluster) kept.merge(passing);
  keep_apps(topology, kept);
}

void keep_apps(Topology& topology, const std::set<std::string>& apps) {
  std::erase_if(topology.apps, [&](const AppRow& app) { return !apps.contains(app.id); });
  std::erase_if(topology.calls, [&](const Call& call) { return !apps.contains(call.from) || !apps.contains(call.to); });
}

Result<Topology> read_topology(const ProjectLook& at, const std::string& app, const TopologyFilter& filter) {
  CTL_RUN(check_clusters(filter.apps, at.project.about));
  Honesty honesty;
  CTL_PASS(const auto map, read_map(at, honesty));
  auto topology = topology_of(map, at.project.projects);
  topology.project = at.project.about.name;
  topology.honesty = std::move(honesty);
  for (auto& each : topology.apps) each.stale = topology.honesty.is_silent(each.name.cluster);
  if (!app.empty()) {
    CTL_PASS(topology.app, find_in(topology, app));
    keep_apps(topology, around_app(topology, topology.app));
  }
  keep(topology, filter);
  return topology;
}

}  // namespace corootctl::ops
