/// From a project of the hub to a snapshot. One member that fails is a named gap; the others go on.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "coroot/client.hpp"
#include "fleet/progress.hpp"
#include "hub/probe.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::collect {

struct CollectRequest {
  std::string project{};   ///< "" = the only aggregate
  std::string incident{};  ///< key of an incident that sets window and target; "" = all open ones
  std::string app{};       ///< an unambiguous part of an app id: the target; "" = the incidents' subjects
  std::optional<std::int64_t> since_ms{};  ///< epoch
  std::optional<std::int64_t> until_ms{};  ///< epoch
  std::int64_t now_ms = 0;
  std::chrono::milliseconds timeout = std::chrono::seconds(60);         ///< of everything
  std::chrono::milliseconds member_timeout = std::chrono::seconds(20);  ///< of each request to one member
  std::size_t width = 8;                                                ///< requests at once
};

struct Collected {
  std::string project{};
  signals::Snapshot snapshot{};
  std::vector<hub::MemberHealth> members{};
  std::vector<std::string> warnings{};  ///< what is odd but did not stop the work, in words
};

/// Errors: as coroot::Client for the project itself; no_data when no member has telemetry, unreachable when none
/// answers; usage for a window, app or incident that cannot be.
Result<Collected> collect(const coroot::Client& hub, const CollectRequest& request, const fleet::Tell& tell,
                          std::stop_token stop);

}  // namespace corootctl::collect
