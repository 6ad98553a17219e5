/// The parts of a snapshot, each made from the members' data.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "collect/data.hpp"
#include "collect/inventory.hpp"
#include "collect/resolve.hpp"
#include "collect/tally.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::collect {

std::string cluster_of(const std::string& id);  ///< of an app's id, "cluster:namespace:Kind:name"

/// The app of this id, with nothing measured.
signals::App unobserved(const std::string& id);

void sort_apps(std::vector<signals::App>& apps);         ///< by id
void sort_edges(std::vector<signals::Edge>& edges);      ///< by caller, then callee
void sort_series(std::vector<signals::Series>& series);  ///< by signal

/// What one member gave, with the names of things in it.
struct MemberFacts {
  MemberData data{};
  Inventory inventory{};
};

/// Per container id: its series by query name, with the echo of gone containers cut off. They are most of the memory
/// and nobody needs them twice, so they leave `data`.
std::map<std::string, SeriesByQuery> take_containers(MemberData& data);

/// Apps of one member with their instances: sums over containers and pods, latencies weighted by requests. The
/// measurements of its containers leave `member`.
std::vector<signals::App> collect_apps(MemberFacts& member, const signals::Grid& grid);

/// By app id: network_rx and network_tx over the connections that agents see from the client's side.
using Traffic = std::map<std::string, Tally>;

struct Calls {
  std::vector<signals::Edge> edges{};
  Traffic traffic{};
};

/// Calls between apps, measured by the callers of all members. Calls of an app to itself are left out.
Calls collect_calls(const std::vector<MemberFacts>& members, const Directory& directory, const signals::Grid& grid);

/// Gives the observed apps their traffic.
void add_traffic(std::vector<signals::App>& apps, const Traffic& traffic);

/// External services, and apps known from their callers only, as apps; apps without a service level of their own get
/// the one their callers see (`sli_source` client).
void add_client_views(std::vector<signals::App>& apps, const std::vector<signals::Edge>& edges,
                      const signals::Grid& grid);

std::vector<signals::Node> collect_nodes(const MemberFacts& member, const signals::Grid& grid);

/// Deploys (a new revision or image of an app), changes of the replica count, container restarts and OOM kills that
/// happened inside the window.
std::vector<signals::Event> collect_events(const MemberFacts& member, const std::vector<signals::App>& apps,
                                           const signals::Grid& grid);

}  // namespace corootctl::collect
