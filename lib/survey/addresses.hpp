/// What answers at members' addresses, as this machine sees it. No key is sent.
#pragma once

#include <string>
#include <vector>

#include "checks/facts.hpp"
#include "fleet/surroundings.hpp"

namespace corootctl::survey {

/// Where Coroot's API for hubs is, below a member's address.
inline constexpr auto query_path = "/api/v1/query_range";

struct MemberAddress {
  std::string project{}, url{};
  bool operator==(const MemberAddress&) const = default;
};

/// All at once, each within `timeout`.
std::vector<checks::Address> look_at_addresses(const std::vector<MemberAddress>& addresses,
                                               const fleet::Surroundings& around, std::chrono::milliseconds timeout,
                                               std::size_t width, std::stop_token stop);

/// What an answer to a query without a key says: Coroot's API refuses it with 400, in plain text.
checks::Address judge_answer(const MemberAddress& address, const http::Response& answer);

}  // namespace corootctl::survey
