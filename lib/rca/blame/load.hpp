/// Load as the cause: more requests arrived from outside, and the blamed apps only felt it.
#pragma once

#include <vector>

#include "rca/blame/suspects.hpp"

namespace corootctl::rca {

/// Moves the blame of apps that suffer from more traffic up to the entry apps where it came in, and returns a suspect
/// of kind load for each. `blame` (per app) loses what moved.
std::vector<Suspect> suspect_load(const Case& item, std::vector<double>& blame);

}  // namespace corootctl::rca
