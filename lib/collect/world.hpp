/// What Coroot itself says about a project: incidents to explain, the map as a cross-check, and whether its world
/// moves.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "collect/parts.hpp"
#include "coroot/client.hpp"
#include "hub/probe.hpp"
#include "hub/target.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::collect {

/// Every part on its own: one that fails does not hide the others.
struct World {
  Result<coroot::ProjectStatus> status = coroot::ProjectStatus{};
  Result<std::vector<coroot::IncidentEntry>> incidents = std::vector<coroot::IncidentEntry>{};
  Result<std::vector<coroot::MapApp>> map = std::vector<coroot::MapApp>{};
  Result<std::vector<coroot::NodeEntry>> nodes = std::vector<coroot::NodeEntry>{};
  std::vector<hub::MemberHealth> members{};  ///< probes, in the order of Target::members
  std::vector<coroot::ProjectName> projects{};
};

struct WorldOptions {
  Deadline deadline{};                        ///< of everything
  std::chrono::milliseconds probe_timeout{};  ///< of each member's probe
  std::int64_t now_ms = 0;
  std::size_t width = 8;
};

/// All in parallel.
World read_world(const coroot::Client& hub, const hub::Target& target, const WorldOptions& options,
                 std::stop_token stop);

/// Incidents that were open at some time of the window, one entry for each SLO that broke.
std::vector<signals::Incident> incidents_in(const std::vector<coroot::IncidentEntry>& incidents,
                                            const std::vector<coroot::ProjectName>& projects,
                                            const signals::Grid& grid);

/// The open incidents of the members' own projects, for an aggregate whose own list cannot be had or stands still.
std::vector<coroot::IncidentEntry> incidents_of_members(const coroot::Client& hub, const World& world,
                                                        const coroot::Within& within);

/// How far the world of the nodes view lies behind `now_ms`: its nodes' uptimes against those that the members report
/// now. nullopt when no node can be compared.
std::optional<std::int64_t> lag_of_world(const std::vector<coroot::NodeEntry>& nodes,
                                         const std::vector<Member>& members, const signals::Grid& grid,
                                         std::int64_t now_ms);

/// Apps and calls of the map that the snapshot lacks, in words.
std::vector<signals::Gap> differences_from_map(const std::vector<coroot::MapApp>& map,
                                               const std::vector<coroot::ProjectName>& projects,
                                               const signals::Snapshot& snapshot);

}  // namespace corootctl::collect
