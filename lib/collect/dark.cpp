#include <algorithm>
#include <map>
#include <set>

#include "collect/hub_view.hpp"

namespace corootctl::collect {

namespace {

std::set<std::string> ids_of(const std::vector<signals::App>& apps) {
  std::set<std::string> ids;
  for (const auto& app : apps) ids.insert(app.id);
  return ids;
}

/// The callees of one app on the map, by cluster names.
std::set<std::string> callees_of(const coroot::MapApp& app, const std::vector<coroot::ProjectName>& projects) {
  std::set<std::string> callees;
  for (const auto& link : app.upstreams) callees.insert(coroot::with_cluster_name(link.id, projects));
  return callees;
}

/// Edges of one caller that end outside and that the map does not have.
std::vector<signals::Edge*> unexplained(signals::Snapshot& snapshot, const std::string& caller,
                                        const std::set<std::string>& on_map) {
  std::vector<signals::Edge*> out;
  for (auto& edge : snapshot.edges) {
    if (edge.from == caller && cluster_of(edge.to) == "external" && !on_map.contains(edge.to)) out.push_back(&edge);
  }
  return out;
}

bool has_edge(const signals::Snapshot& snapshot, const std::string& from, const std::string& to) {
  return std::any_of(snapshot.edges.begin(), snapshot.edges.end(),
                     [&](const auto& edge) { return edge.from == from && edge.to == to; });
}

void add_calls(signals::Snapshot& snapshot, const std::string& caller, const std::set<std::string>& callees,
               const std::set<std::string>& dark) {
  std::vector<std::string> lost;
  for (const auto& callee : callees) {
    const bool touches = dark.contains(cluster_of(callee)) || dark.contains(cluster_of(caller));
    if (touches && callee != caller && !has_edge(snapshot, caller, callee)) lost.push_back(callee);
  }
  const auto outside = unexplained(snapshot, caller, callees);
  if (lost.size() == 1 && outside.size() == 1) {
    outside.front()->to = lost.front();
    return;
  }
  for (const auto& callee : lost) snapshot.edges.push_back({caller, callee, {}});
}

}  // namespace

void add_dark_members(signals::Snapshot& snapshot, const std::vector<coroot::MapApp>& map,
                      const std::vector<coroot::ProjectName>& projects, const std::set<std::string>& dark) {
  if (dark.empty()) return;
  const auto known = ids_of(snapshot.apps);
  std::map<std::string, std::set<std::string>> callees;
  for (const auto& app : map) {
    const auto id = coroot::with_cluster_name(app.id, projects);
    if (dark.contains(cluster_of(id)) && !known.contains(id)) snapshot.apps.push_back(unobserved(id));
    callees[id] = callees_of(app, projects);
  }
  for (const auto& [caller, own] : callees) add_calls(snapshot, caller, own, dark);
  sort_edges(snapshot.edges);
}

void add_subjects_of_incidents(signals::Snapshot& snapshot) {
  auto known = ids_of(snapshot.apps);
  for (const auto& incident : snapshot.incidents) {
    if (known.insert(incident.subject).second) snapshot.apps.push_back(unobserved(incident.subject));
  }
}

}  // namespace corootctl::collect
