/// How many clusters a dry run of everything visits at once.
#pragma once

#include "cli/shared/surroundings.hpp"
#include "fleet/visit.hpp"

namespace corootctl::cli {

/// --parallel, or what suits that many clusters.
inline std::size_t trial_width_for(const Env& env, std::size_t clusters) {
  return env.globals.parallel > 0 ? width_for(env, clusters) : fleet::trial_width(clusters);
}

}  // namespace corootctl::cli
