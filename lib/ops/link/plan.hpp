/// link-clusters, thinking half: pure functions from what was read to what shall be written.
#pragma once

#include <string>
#include <vector>

#include "ops/link/read.hpp"

namespace corootctl::ops {

/// Everything that can be wrong with the set as a whole: names used twice, one cluster under two names, one key in two
/// members. Errors: usage or invalid, naming both sides.
Result<> check_link(const LinkRequest& request, const std::vector<ReadMember>& members, const ReadHub& hub);

/// What the flags alone show to be wrong, before any cluster is asked.
Result<> check_link_flags(const LinkRequest& request);

/// The hub's Secret with the members' keys added; keys that we put there before are sent again, foreign ones stay with
/// their owner (objects 8, 9).
document::Value plan_secret(const LinkRequest& request, const std::vector<ReadMember>& members, const ReadHub& hub);

/// The hub's resource: all that we own of it, with the members' entries and the aggregate added or updated in place;
/// foreign entries and their order stay. A hub without a resource gets one from templates/hub.yaml.
/// Errors: invalid when a name is taken by a project of another kind.
Result<document::Value> plan_resource(const LinkRequest& request, const std::vector<ReadMember>& members,
                                      const ReadHub& hub);

/// created, changed or unchanged: the hub's entry of this member's project, and its key in the hub's Secret.
std::string entry_outcome(const ReadHub& before, const document::Value& planned, const std::string& project);
std::string key_outcome(const ReadHub& before, const ReadMember& member);

}  // namespace corootctl::ops
