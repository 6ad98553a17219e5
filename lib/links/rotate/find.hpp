/// Which members a rotation is about, and what the hub and they have.
#pragma once

#include <string>
#include <vector>

#include "links/rotate/member.hpp"
#include "links/rotate/request.hpp"

namespace corootctl::links {

/// A member beside the hub's copy of its key.
struct Pair {
  MemberWish wish{};
  std::string hub_key_name{};  ///< its entry in the hub's Secret
  SecretString hub_key{};
  SecretString old_key{};  ///< in use when the run began
  SeenMember seen{};
};

/// The members that the request names or, with `all`, those of the hub's remote projects, each with the cluster that
/// has the project. Errors: all of them in one, nothing was written.
Result<std::vector<Pair>> find_pairs(const RotateRequest& request, const ops::ReadHub& hub,
                                     const fleet::Surroundings& around, const std::stop_token& stop);

}  // namespace corootctl::links
