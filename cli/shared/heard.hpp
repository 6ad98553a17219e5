/// Connections whose requests are shown while they are under way.
#pragma once

#include <memory>

#include "cli/output/talk.hpp"
#include "fleet/cluster.hpp"

namespace corootctl::cli {

/// The same connections; `talk`, which outlives them, hears of each one's begin, requests and end.
std::unique_ptr<fleet::Connector> heard(std::unique_ptr<fleet::Connector> inner, Talk& talk);

}  // namespace corootctl::cli
