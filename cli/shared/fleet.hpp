/// The fleet file on the command line: finding and reading it, and from its clusters to connections.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/env.hpp"
#include "fleetfile/fleet.hpp"

namespace CLI {
class App;
}

namespace corootctl::cli {

struct FleetOptions {
  std::string file{};                  ///< "" = corootctl.yaml in the working directory
  std::vector<std::string> members{};  ///< NAME or LABEL=VALUE; empty = all
};

/// The file that the fleet's own verbs read when none is named. Other verbs never look for it.
inline constexpr const char* default_fleet_file = "corootctl.yaml";

/// -f/--fleet alone.
void declare_fleet_file(CLI::App& app, FleetOptions& options);

/// -f/--fleet and --member, as the fleet's own verbs have them.
void declare_fleet(CLI::App& app, FleetOptions& options);

/// --fleet and --member of the verbs that need no file. `members_too` = false for verbs that have another --member.
void declare_fleet_choice(CLI::App& app, FleetOptions& options, bool members_too = true);

/// Errors: usage for --member without --fleet, and for another flag that says what the file says: `given` are such
/// flags and whether they were typed.
Result<> check_fleet_choice(const FleetOptions& options, const std::vector<std::pair<const char*, bool>>& given);

struct FleetText {
  std::string path{};
  std::string content{};
};

/// The file as it is. Errors: usage when none is named and there is no corootctl.yaml, not_found.
Result<FleetText> read_fleet_text(const FleetOptions& options);

/// The fleet of the file. With --member those alone are left in `members`, in the order of the file; aggregates keep
/// all of their projects. Errors: usage for mistakes in the file (all of them at once) and for a --member that fits
/// nothing, not_found when there is no file. Nothing is contacted.
Result<fleetfile::Fleet> load_fleet(const FleetOptions& options, const Env& env);

/// The cluster's context, in the fleet's namespace; a bad entry with its `problem`. One with a kubeconfig of its own
/// goes by its name in the fleet, since contexts of two files may have the same. Errors: config for a kubeconfig that
/// cannot be read, usage for a context that is not there.
Result<fleet::ClusterRef> cluster_of(const fleetfile::Cluster& cluster, const Env& env);

/// The same for several, in order; each kubeconfig is read once, and what is unsafe in them said once.
Result<std::vector<fleet::ClusterRef>> clusters_of(const std::vector<fleetfile::Cluster>& clusters, const Env& env);

/// All clusters of a fleet file, or the hub and those that --member names.
struct HubAndMembers {
  fleet::ClusterRef hub{};
  std::vector<fleet::ClusterRef> members{};
  std::string namespace_name{};
};

/// Errors: those of load_fleet and clusters_of, and what is wrong with the hub's entry.
Result<HubAndMembers> hub_and_members(const FleetOptions& options, const Env& env);

/// For verbs that write, before anything is contacted. Errors: usage when the file has the cluster as readonly.
Result<> check_writable(const fleetfile::Cluster& cluster);

}  // namespace corootctl::cli
