#include "cli/commands/link_clusters/fleet_members.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "cli/shared/fleet.hpp"

namespace corootctl::cli {
namespace {

using fleetfile::Aggregate;
using fleetfile::Cluster;
using fleetfile::Fleet;

bool has_project(const Aggregate& aggregate, const std::string& project) {
  return std::find(aggregate.projects.begin(), aggregate.projects.end(), project) != aggregate.projects.end();
}

Result<Aggregate> find_aggregate(const Fleet& fleet, const std::string& name) {
  if (fleet.aggregates.empty())
    return fail_with_hint(ErrorKind::usage, "Add one to the file, under aggregates.",
                          "the fleet file has no aggregate");
  if (name.empty()) return fleet.aggregates.front();
  std::vector<std::string> known;
  for (const auto& aggregate : fleet.aggregates) {
    if (aggregate.name == name) return aggregate;
    known.push_back(aggregate.name);
  }
  return fail_with_hint(ErrorKind::usage, "There are " + join_first(known, 8) + ".",
                        "--aggregate: the fleet file has no aggregate {}", name);
}

/// What a link would do otherwise than the file says.
Result<> check_linkable(const Fleet& fleet, const Aggregate& aggregate) {
  constexpr auto hint = "`corootctl apply` does all that the file says.";
  if (!fleet.hub.project.empty() && !has_project(aggregate, fleet.hub.project))
    return fail_with_hint(ErrorKind::usage, hint, "{} is without the hub's own project, which link-clusters puts in",
                          aggregate.name);
  for (const auto& member : fleet.members)
    if (member.topology == fleetfile::Topology::agents && has_project(aggregate, member.project))
      return fail_with_hint(ErrorKind::usage, hint, "{} has topology agents: there is no Coroot to link", member.name);
  return {};
}

}  // namespace

Result<> set_fleet_link(const LinkOptions& options, const Env& env, ops::LinkRequest& request) {
  const FleetOptions chosen{options.fleet_file, options.members};
  CTL_RUN(check_fleet_choice(chosen, {{"--hub", !options.hub.empty()}}));
  CTL_PASS(const auto fleet, load_fleet(chosen, env));
  CTL_RUN(check_writable(fleet.hub));
  CTL_PASS(const auto aggregate, find_aggregate(fleet, options.aggregate));
  CTL_RUN(check_linkable(fleet, aggregate));
  std::vector<Cluster> members;
  for (const auto& member : fleet.members)
    if (has_project(aggregate, member.project)) members.push_back(member);
  members.push_back(fleet.hub);
  CTL_PASS(auto refs, clusters_of(members, env));
  request.hub = std::move(refs.back());
  for (std::size_t i = 0; i + 1 < members.size(); ++i)
    request.members.push_back({members[i].project, std::move(refs[i]), members[i].url, members[i].metric_resolution,
                               members[i].tls_skip_verify});
  request.settings.aggregate = aggregate.name;
  request.settings.hub_project = fleet.hub.project;
  request.settings.place = {fleet.namespace_name, fleet.secret};
  request.settings.resource = fleet.hub.settings;
  return {};
}

}  // namespace corootctl::cli
