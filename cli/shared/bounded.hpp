/// --request-timeout: connections whose every request has a limit of its own.
#pragma once

#include <chrono>
#include <memory>

#include "fleet/cluster.hpp"

namespace corootctl::cli {

/// The same connections, each request of which ends by `limit`.
std::unique_ptr<fleet::Connector> bounded(std::unique_ptr<fleet::Connector> inner, std::chrono::milliseconds limit);

}  // namespace corootctl::cli
