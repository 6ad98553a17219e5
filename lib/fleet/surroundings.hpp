/// What a use case works with besides its request.
#pragma once

#include "base/clock.hpp"
#include "base/environment.hpp"
#include "base/log.hpp"
#include "fleet/cluster.hpp"
#include "fleet/progress.hpp"

namespace corootctl::fleet {

struct Surroundings {
  const fleet::Connector& connector;
  const Clock& clock = system_clock();
  Environment env{};
  Log log{};
  Tell tell{};
};

}  // namespace corootctl::fleet
