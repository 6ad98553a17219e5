/// The hub's part of a fleet, thinking half: pure functions from the file and what was read to what shall be written.
#pragma once

#include <string>
#include <vector>

#include "deploy/plan.hpp"
#include "fleetfile/fleet.hpp"
#include "ops/link/read.hpp"

namespace corootctl::converge {

/// What an earlier file put on the hub and this one has no more.
struct Leftovers {
  std::vector<std::string> projects{};
  std::vector<std::string> keys{};  ///< entries of the hub's Secret that no project names
};

/// The names that the file's projects have are kept in an annotation of the resource; a remote project whose key is our
/// own entry of the Secret is known as ours without it.
Leftovers leftovers(const fleetfile::Fleet& fleet, const ops::ReadHub& hub);

struct HubWish {
  const fleetfile::Fleet& fleet;
  std::string context{};
  bool prune = false;
};

/// A check of the resource, the Secret with the members' keys (when there are any), the resource. Projects of others
/// and their order stay. A remote member that is not among `members` keeps the entry it has; one that has none is left
/// out, also of the aggregates, since an aggregate that names a missing project answers nothing (operator 4). Members
/// without a key are planned without it. Leftover projects go when pruned; their keys stay until the hub runs without
/// them (prune_secret). Errors: invalid.
Result<deploy::Plan> plan_hub(const HubWish& wish, const std::vector<ops::ReadMember>& members,
                              const ops::ReadHub& hub);

/// The Secret without the keys that no project names.
deploy::Step prune_secret(const HubWish& wish, const ops::ReadHub& hub);

}  // namespace corootctl::converge
