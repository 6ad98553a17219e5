/// What the probe's container says at its end, and what it means for each address.
#pragma once

#include <string>
#include <vector>

#include "checks/facts.hpp"

namespace corootctl::probing {

/// Most addresses that one container can tell about.
inline constexpr std::size_t most_addresses = 25;

/// Addresses as they were asked, in their order, with what came out. One without a line, or of an image that has no
/// curl, stays `unprobed` and says why.
std::vector<checks::Address> read_answers(const std::string& said, std::vector<checks::Address> asked);

}  // namespace corootctl::probing
