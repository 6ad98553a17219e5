#include "collect/hub_view.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "base/text.hpp"
#include "fleet/fan_out.hpp"

namespace corootctl::collect {

namespace {

constexpr int most_incidents = 100;

/// A probe is one cheap query: a member that needs longer for it hangs.
constexpr std::chrono::seconds longest_probe{10};

/// Increase of a node's uptime between the end of the nodes view and the end of the grid; nullopt for unknown nodes.
std::optional<double> uptime_at_end(const coroot::NodeEntry& node, const std::vector<MemberFacts>& members,
                                    const signals::Grid& grid) {
  for (const auto& member : members) {
    if (member.inventory.cluster != node.cluster) continue;
    for (const auto row : rows_of<columns::machine>(member.data, "node_uptime")) {
      const auto id = member.inventory.node_of_machine.find(row["machine_id"]);
      if (id == member.inventory.node_of_machine.end() || id->second != node.cluster + ":" + node.name) continue;
      const auto last = last_value_at(row.values());
      if (last < 0) continue;
      const auto behind =
          static_cast<double>(static_cast<std::int64_t>(grid.points) - 1 - last) * static_cast<double>(grid.step_ms);
      return static_cast<double>(row.values()[static_cast<std::size_t>(last)]) * 1000.0 + behind;
    }
  }
  return std::nullopt;
}

std::string title(const hub::MemberHealth& member) {
  std::string text(name_of(member.state));
  return member.detail.empty() ? text : text + ": " + member.detail;
}

bool has_data(const hub::MemberHealth& member) {
  return member.state == hub::MemberState::ok || member.state == hub::MemberState::no_panel_data;
}

/// What the hub thinks of the project itself. While it has no data for an aggregate, nobody evaluates its incidents;
/// one member that never answered properly keeps it so for ever (coroot-api 18).
void judge_status(const HubView& view, const hub::Project& project, Judgement& out) {
  if (!view.status) {
    const auto& error = view.status.error();
    out.warnings.push_back("status of " + project.name + ": " + describe(error) +
                           (error.hint.empty() ? "" : ". " + error.hint));
  } else if (view.status->is_filling()) {
    out.needs_members_incidents = project.is_aggregate && view.incidents;
    out.gaps.push_back({project.name, "Coroot judges no incidents of it yet: " + view.status->message});
    out.warnings.push_back("Coroot's own view of " + project.name + " is not ready: " + view.status->message +
                           std::string(out.needs_members_incidents ? members_instead : ""));
  } else if (!view.status->error.empty()) {
    out.warnings.push_back("Coroot reports for " + project.name + ": " + view.status->error);
  }
}

}  // namespace

HubView read_hub_view(const Job& job) {
  const auto& [hub, request, project, all] = job;
  const auto probe_timeout = std::min<std::chrono::milliseconds>(request.member_timeout, longest_probe);
  HubView view;
  view.members.resize(project.members.size());
  using Part = std::function<void(const Within&)>;
  std::vector<Part> parts = {
      [&](const auto& within) { view.status = hub.status(project.id, within); },
      [&](const auto& within) { view.incidents = hub.incidents(project.id, most_incidents, within); },
      [&](const auto& within) { view.map = hub.map(project.id, within); },
      [&](const auto& within) { view.nodes = hub.nodes(project.id, within); }};
  for (std::size_t i = 0; i < project.members.size(); ++i) {
    parts.push_back([&, i](const auto& within) {
      view.members[i] = hub::probe_member(hub, project.members[i], probe_timeout, request.now_ms, within.stop);
    });
  }
  // Each part has a slot of its own; the join of fan_out publishes them. The names are known before, so no part asks
  // twice.
  fleet::fan_out(parts, request.width, all.stop, [&](const Part& read, std::stop_token token) -> Result<> {
    read({all.deadline, token});
    return {};
  });
  view.projects = hub.known_projects();
  return view;
}

Judgement judge(const HubView& view, const hub::Project& project) {
  Judgement out;
  for (const auto& member : view.members) {
    if (!has_data(member)) out.gaps.push_back({member.project, title(member)});
  }
  judge_status(view, project, out);
  if (!view.incidents) {
    out.needs_members_incidents = true;
    out.warnings.push_back("incidents of " + project.name + ": " + describe(view.incidents.error()) +
                           std::string(members_instead));
  }
  return out;
}

Result<> require_some_member(const HubView& view) {
  std::vector<std::string> troubles;
  bool silent = false;
  for (const auto& member : view.members) {
    if (has_data(member)) return {};
    silent =
        silent || member.state == hub::MemberState::no_telemetry || member.state == hub::MemberState::unknown_project;
    troubles.push_back(member.project + " is " + title(member));
  }
  const auto kind = silent ? ErrorKind::no_data : ErrorKind::unreachable;
  const auto hint = view.members.empty() ? "" : hint_for(view.members.front().state);
  return fail_with_hint(kind, hint, "no member has data: {}", join(troubles, "; "));
}

bool is_without_panel_data(const HubView& view) {
  const auto has_state = [](hub::MemberState state) { return [=](const auto& each) { return each.state == state; }; };
  const auto& members = view.members;
  return std::none_of(members.begin(), members.end(), has_state(hub::MemberState::ok)) &&
         std::any_of(members.begin(), members.end(), has_state(hub::MemberState::no_panel_data));
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

std::vector<coroot::IncidentEntry> incidents_of_members(const Job& job, const HubView& view) {
  std::vector<coroot::IncidentEntry> all;
  for (const auto& member : view.members) {
    const auto id = job.hub.project_id(member.project, job.within);
    if (!id) continue;
    const auto own = job.hub.incidents(*id, most_incidents, job.within);
    if (own) all.insert(all.end(), own->begin(), own->end());
  }
  return all;
}

std::optional<std::int64_t> lag_of_view(const std::vector<coroot::NodeEntry>& nodes,
                                        const std::vector<MemberFacts>& members, const signals::Grid& grid,
                                        std::int64_t now_ms) {
  const auto grid_end = grid.from_ms + static_cast<std::int64_t>(grid.points - 1) * grid.step_ms;
  std::vector<std::int64_t> lags;
  for (const auto& node : nodes) {
    const auto uptime = uptime_at_end(node, members, grid);
    if (!uptime || node.uptime_ms <= 0) continue;
    const auto view_end = grid_end + node.uptime_ms - static_cast<std::int64_t>(*uptime);
    lags.push_back(now_ms - view_end);
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
