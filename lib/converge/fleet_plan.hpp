/// What a fleet lacks to be as its file says: cluster by cluster, in the order in which it would be brought.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "document/edit.hpp"

namespace corootctl::converge {

/// What is done at once in all clusters; the next begins when it went well everywhere.
enum class Wave {
  operators,  ///< namespace, operator and definition, in every cluster
  members,    ///< Coroot resources of the remote members, until they run and have made their keys
  hub,        ///< the hub's Secret and resource with all projects, until its server runs them
  agents,     ///< members that push to the hub: their key, their resource
};

std::string_view name_of(Wave wave);

/// One object as it would be written.
struct PlannedObject {
  Wave wave = Wave::operators;
  std::string object{};   ///< "Coroot coroot/coroot"
  std::string outcome{};  ///< created, changed, unchanged, deleted, used as it is
  std::vector<document::Change> changes{};
  std::string note{};                 ///< what it waits for; "" = nothing
  std::vector<std::string> owners{};  ///< other managers that wrote what would change, with time and fields
  bool is_checked = true;             ///< false = compared here, the server has not been asked
};

/// Whether it would be written.
bool is_pending(const PlannedObject& object);

struct ClusterPlan {
  std::string name{};
  std::string context{};
  std::string role{};  ///< hub, remote, agents
  std::string uid{};   ///< of the cluster; "" = not read
  bool is_readonly = false;
  std::vector<PlannedObject> objects{};  ///< by wave
  std::vector<std::string> notes{};
  std::optional<Error> refusal{};  ///< why apply would not begin
  std::optional<Error> error{};    ///< it could not be read; `objects` may lack some
};

struct FleetPlan {
  std::vector<ClusterPlan> clusters{};  ///< the hub, then the members in the file's order
};

/// Whether something would be written in a cluster that may be written.
bool is_pending(const FleetPlan& plan);
bool is_pending(const ClusterPlan& cluster, Wave wave);

/// 64 hex digits that stand for the cluster's identity and all that would be written there.
std::string digest(const ClusterPlan& cluster);

}  // namespace corootctl::converge
