/// topology: who calls whom, within clusters and across them, as Coroot's map of the aggregated project has it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "ops/project/apps.hpp"

namespace corootctl::ops {

/// One app calls another. Ids are those of AppRow.
struct Call {
  std::string from{}, to{};
  std::string status{};
  double requests_per_second = 0;
  std::vector<std::string> stats{};  ///< the server's words: "3 rps 10ms", or what is wrong
};

struct Topology {
  std::string project{};
  std::string app{};           ///< the one that was asked for, or ""
  std::vector<AppRow> apps{};  ///< by cluster, namespace and name
  std::vector<Call> calls{};   ///< by `from`, then `to`
  Honesty honesty{};
};

/// The cluster of an id.
std::string_view cluster_of(std::string_view app_id);
/// Between two clusters of the project; services outside are in no cluster.
bool crosses_clusters(const Call& call);

/// The graph of a map; both ends of every call are in `apps`.
Topology topology_of(const std::vector<coroot::MapApp>& map, const std::vector<coroot::ProjectName>& projects);

/// The apps that `app` needs, directly or not, and those that need it; `app` itself is among them.
std::set<std::string> around_app(const Topology& topology, const std::string& app);

struct TopologyFilter {
  AppFilter apps{};  ///< a call stays when one of its ends passes
  bool only_cross_cluster = false;
};
void keep(Topology& topology, const TopologyFilter& filter);
/// Keeps these apps and the calls among them.
void keep_apps(Topology& topology, const std::set<std::string>& apps);

/// One look. `app` is an id or an unambiguous part of one; "" = the whole map. When the aggregate has no map, the
/// members' own are joined: calls between clusters are then calls to services outside, which a warning says.
/// Errors: as read_apps; not_found and usage for `app`.
Result<Topology> read_topology(const ProjectLook& at, const std::string& app, const TopologyFilter& filter);

}  // namespace corootctl::ops
