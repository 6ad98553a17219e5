/// What a use case gets from its command: the world it works in, how much at once, and who hears of it.
#pragma once

#include <cstddef>

#include "cli/env.hpp"
#include "fleet/surroundings.hpp"

namespace corootctl::cli {

/// What a use case of ops needs; `connector` must outlive it.
fleet::Surroundings surroundings(const Env& env, const fleet::Connector& connector);

/// --parallel, or what suits that many clusters.
std::size_t width_for(const Env& env, std::size_t clusters);

/// "asking 3 clusters" at a terminal, where silence looks like trouble; a log does not need it.
void say_asking(std::size_t clusters, const Env& env);

}  // namespace corootctl::cli
