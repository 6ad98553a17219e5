/// The hub's part of a fleet, thinking half: pure functions from the file and what was read to what shall be written.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "converge/request.hpp"
#include "deploy/plan.hpp"
#include "fleetfile/fleet.hpp"
#include "ops/link/read.hpp"

namespace corootctl::converge {

struct HubWish {
  const fleetfile::Fleet& fleet;
  std::string context{};
  bool prune = false;
  std::set<std::string> chosen{};  ///< names of the members to work on; empty = all
};

HubWish wish_of(const Request& request);

/// What an earlier file put on the hub and this one has no more.
struct Leftovers {
  std::vector<std::string> projects{};
  std::vector<std::string> keys{};  ///< entries of the hub's Secret that no project of the file needs
};

/// The names that the file's projects have are kept in an annotation of the resource; a remote project whose key is our
/// own entry of the Secret is known as ours without it.
Leftovers leftovers(const HubWish& wish, const ops::ReadHub& hub);

/// A project of the hub whose member changes its topology under one name.
struct Moved {
  std::string project{};
  /// From remote to agents: Coroot's server never resets what it knows of a remote project and would go on reading the
  /// member (coroot-api 44), so its record is deleted, and the server makes a new one at its next start.
  bool is_deleted = false;
};

/// Those of the chosen members that the hub has as the other kind.
std::vector<Moved> moved(const HubWish& wish, const ops::ReadHub& hub);

/// A check of the resource, the Secret with the members' keys (when there are any), the resource. Projects of others
/// and their order stay. A remote member that is not among `members` keeps the entry it has; one that has none is left
/// out, also of the aggregates, since an aggregate that names a missing project answers nothing (operator 4). Members
/// without a key are planned without it. A project that moves to `agents` is forgotten by the server between the two
/// writes: ended in between, the next run finds nothing to forget and writes. Leftover projects go when pruned; their
/// keys stay until the hub runs without them (prune_secret). Errors: invalid.
Result<deploy::Plan> plan_hub(const HubWish& wish, const std::vector<ops::ReadMember>& members,
                              const ops::ReadHub& hub);

/// The Secret without the keys that no project names.
deploy::Step prune_secret(const HubWish& wish, const ops::ReadHub& hub);

}  // namespace corootctl::converge
