/// How much was measured of what could explain an excess otherwise: a claim is sure only when it could have been
/// refuted.
#pragma once

#include <array>
#include <vector>

#include "rca/blame/case.hpp"

namespace corootctl::rca {

/// Of an app's calls, by the requests that went over them: the share whose latency and whose errors were measured,
/// 0..1.
using KnownShares = std::array<double, currencies>;

/// One entry per app, as World::apps.
std::vector<KnownShares> known_shares(const Case& item);

/// How much of what could be the cause beside an app, or behind it, was measured in the blamed currency, 0..1.
double observed_share(const Case& item, std::size_t app, const std::vector<KnownShares>& shares);

}  // namespace corootctl::rca
