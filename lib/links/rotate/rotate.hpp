/// keys rotate: members get new keys for the hub, without a read that fails because of a key.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "links/rotate/member.hpp"
#include "links/rotate/request.hpp"

namespace corootctl::links {

struct RotateReport {
  std::vector<RotatedMember> members{};
  std::vector<deploy::ObjectReport> objects{};  ///< of the hub
  bool changed = false;
  std::optional<Error> error{};  ///< of the hub; a member's own is in its line
};

/// In groups of `max_unavailable`: a second key into each member's project, until its server accepts both; the hub's
/// Secret and one restart of its server; proof that data arrive; the new key at the place of the old one, until the
/// member's server knows no other. Stops at the first failure, with the stage of each member; run again, it finds out
/// how far it came and goes on. The hub's Coroot must be reachable before anything is written, because without proof no
/// old key is dropped. Errors before the first write leave nothing written.
Result<RotateReport> rotate_keys(const RotateRequest& request, const fleet::Surroundings& around, std::stop_token stop);

}  // namespace corootctl::links
