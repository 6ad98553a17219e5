/// unlink-clusters, thinking half: pure functions from what the hub has to what it shall have.
#pragma once

#include <string>
#include <vector>

#include "deploy/plan.hpp"
#include "ops/link/read.hpp"

namespace corootctl::links {

/// What shall leave the hub.
struct UnlinkSettings {
  ops::HubPlace place{"coroot", "remote-coroot-clusters"};
  std::vector<std::string> members{};     ///< names of projects; ignored with `all`
  bool all = false;                       ///< every project whose key link-clusters wrote, and keys that it left behind
  std::vector<std::string> aggregates{};  ///< leave these only; empty = all that name a member
};

/// One member: what the hub has of it and what becomes of that.
struct Unlinked {
  std::string project{};
  std::string url{};                      ///< "" = the hub has no such project
  std::string key_fingerprint{};          ///< "" = the hub's Secret has no such key
  std::vector<std::string> aggregates{};  ///< that it leaves
  std::string entry{};                    ///< removed, absent, kept: its project
  std::string key{};                      ///< removed, absent, kept: its key in the hub's Secret
  std::string why{};                      ///< why something of it is kept, or what there is instead of it
};

struct UnlinkPlan {
  std::vector<Unlinked> members{};
  std::vector<std::string> gone_aggregates{};  ///< nothing is left for them to show
  deploy::Plan projects{};                     ///< check and apply of the hub's resource; no step without one
  bool changes_projects = false;
  std::vector<std::string> keys{};  ///< to be dropped from the Secret afterwards
  std::string relink{};             ///< the command that links again what leaves; "" = nothing leaves
};

/// Foreign projects, their order and their keys stay. An aggregate goes when no member is left in it and it would show
/// one project of the hub's own at most; otherwise it stays, with one member, too. With `aggregates` a member's project
/// and key go when no other aggregate has it. What is not there is no error: the next run finds all of it gone. Errors:
/// usage for a project that is no member, and for an aggregate that is not there while others show the member.
Result<UnlinkPlan> plan_unlink(const UnlinkSettings& settings, const std::string& hub_context, const ops::ReadHub& hub);

/// The Secret without those of `keys` that no project names now.
deploy::Plan plan_keys(const ops::HubPlace& place, const std::string& hub_context, const std::vector<std::string>& keys,
                       const ops::ReadHub& hub);

}  // namespace corootctl::links
