/// A hub of any size whose every app has one pod, one Service and one call, all measured: for counting requests and
/// weighing memory, not for answers.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "support/net/http_server.hpp"

namespace corootctl::bench {

struct HubSize {
  std::size_t members = 8;
  std::size_t apps = 5000;  ///< over all members
};

/// What it was asked so far; lives as long as the hub.
struct HubCounts {
  std::atomic<std::size_t> requests{0};
  std::atomic<std::size_t> bytes{0};
};

/// Project "all" of the members "m0", "m1", ...; every tenth app calls the next member through a load balancer.
Result<std::unique_ptr<support::HttpServer>> start_hub(const HubSize& size, HubCounts& counts);

}  // namespace corootctl::bench
