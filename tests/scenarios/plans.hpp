/// The mix of made incidents that the engine is measured on.
#pragma once

#include "scenarios/incident_maker.hpp"

namespace corootctl::scenarios {

/// Case `seed` of an endless list: 15 in 100 quiet, 10 undecidable, the others spread over all faults; 2 to 8 clusters,
/// 20 to 2,000 apps, every kind of missing data.
Plan plan_of(std::uint64_t seed);

}  // namespace corootctl::scenarios
