/// Blame that ends at an app without an agent may belong to what that app calls. Nobody measured those calls, but the
/// callees know how many requests reached them that no measured caller sent.
#pragma once

#include "rca/blame/flow.hpp"

namespace corootctl::rca {

/// Adds the calls that apps without an agent must have made: from each that kept blame, to each suffering app with
/// arrivals nobody accounts for. Returns how many; then `measured` fits the world again and the flow has to be run
/// again.
std::size_t infer_hidden_calls(World& world, Measured& measured, const Flow& flow);

}  // namespace corootctl::rca
