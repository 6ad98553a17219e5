/// What Coroot itself says about a project: incidents to explain, the map as a cross-check, and whether it is up to
/// date.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "collect/fetch.hpp"
#include "collect/parts.hpp"
#include "coroot/client.hpp"
#include "hub/probe.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::collect {

/// Every part on its own: one that fails does not hide the others.
struct HubView {
  Result<coroot::ProjectStatus> status = coroot::ProjectStatus{};
  Result<std::vector<coroot::IncidentEntry>> incidents = std::vector<coroot::IncidentEntry>{};
  Result<std::vector<coroot::MapApp>> map = std::vector<coroot::MapApp>{};
  Result<std::vector<coroot::NodeEntry>> nodes = std::vector<coroot::NodeEntry>{};
  std::vector<hub::MemberHealth> members{};  ///< probes, in the order of Project::members
  std::vector<coroot::ProjectName> projects{};
};

/// All in parallel.
HubView read_hub_view(const Job& job);

/// Ends a warning.
inline constexpr std::string_view members_instead = "; the members' own incidents are used";

/// What is to be said of a view, and whether its incidents can be used.
struct Judgement {
  std::vector<std::string> warnings{};
  std::vector<signals::Gap> gaps{};      ///< the members whose data do not arrive
  bool needs_members_incidents = false;  ///< the project's own list cannot be had, or nobody keeps it up to date
};
Judgement judge(const HubView& view, const hub::Project& project);

/// Errors when no member has data, with the reason of each: no_data when one is silent, else unreachable.
Result<> require_some_member(const HubView& view);

/// Panel data come from the hub: when it has none for one member, it has none for any.
bool is_without_panel_data(const HubView& view);

/// Incidents that were open at some time of the period, one entry for each SLO that broke.
std::vector<signals::Incident> incidents_in(const std::vector<coroot::IncidentEntry>& incidents,
                                            const std::vector<coroot::ProjectName>& projects,
                                            const signals::Grid& grid);

/// The open incidents of the members' own projects, for an aggregate whose own list cannot be had or stands still.
std::vector<coroot::IncidentEntry> incidents_of_members(const Job& job, const HubView& view);

/// How far the nodes view lies behind `now_ms`: its nodes' uptimes against those that the members report
/// now. nullopt when no node can be compared.
std::optional<std::int64_t> lag_of_view(const std::vector<coroot::NodeEntry>& nodes,
                                        const std::vector<MemberFacts>& members, const signals::Grid& grid,
                                        std::int64_t now_ms);

/// What is known of members without data: adds the map's apps of the `dark` clusters as unobserved ones, and the map's
/// calls from and to them; the map lives on in the hub's cache. A caller whose only unexplained external callee stands
/// for its only callee in a dark cluster gets that callee instead: without the member's Services its load balancers
/// look external.
void add_dark_members(signals::Snapshot& snapshot, const std::vector<coroot::MapApp>& map,
                      const std::vector<coroot::ProjectName>& projects, const std::set<std::string>& dark);

/// Subjects of incidents that nothing else knows, as unobserved apps: their incidents stand.
void add_subjects_of_incidents(signals::Snapshot& snapshot);

/// Apps and calls of the map that the snapshot lacks, in words.
std::vector<signals::Gap> differences_from_map(const std::vector<coroot::MapApp>& map,
                                               const std::vector<coroot::ProjectName>& projects,
                                               const signals::Snapshot& snapshot);

}  // namespace corootctl::collect
