/// In which order a fleet converges.
#pragma once

#include <string_view>

namespace corootctl::converge {

/// What is done at once, and what the next waits for.
enum class Wave {
  operators,  ///< namespace, operator and definition, in every cluster
  members,    ///< Coroot resources of the remote members, until they run and have made their keys
  hub,        ///< the hub's Secret and resource with all projects, until its server runs them
  agents,     ///< members that push to the hub: their key, their resource
};

std::string_view name_of(Wave wave);

}  // namespace corootctl::converge
