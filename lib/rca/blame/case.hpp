/// What is known about one diagnosis once blame has flowed.
#pragma once

#include <vector>

#include "rca/blame/flow.hpp"

namespace corootctl::rca {

/// A change of `callee` right before `app`, which calls it, began to fail without a cause of its own.
struct NextDoor {
  std::size_t app = 0;
  std::size_t callee = 0;
  const signals::Event* change = nullptr;
  double fit = 0;    ///< 0..1, by the time between
  double moved = 0;  ///< blame that went to the callee
};

/// All that is known about one diagnosis; later steps only read it.
struct Case {
  const World* world = nullptr;
  Window window{};
  Measured measured{};
  std::vector<Source> sources{};
  Flow flow{};
  bool by_ground = false;  ///< the flow was not followed but added up where excess is lost
  std::vector<NextDoor> next_door{};
  std::vector<double> inferred{};  ///< per app: blame in a currency that nobody measured at it
  std::vector<bool> reachable{};   ///< per app: the sources call it, directly or not
  double reach = 0;                ///< how far the flow can be trusted, 0..1: the certainty of the target's own excess
};

}  // namespace corootctl::rca
