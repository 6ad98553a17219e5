/// rca: from the hub's aggregated project to an answer.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "collect/collect.hpp"
#include "hub/access.hpp"
#include "hub/probe.hpp"
#include "ops/contexts.hpp"
#include "ops/rca/offline.hpp"
#include "rca/answer.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::ops {

struct RcaRequest {
  hub::CorootAccess access{};
  collect::CollectRequest wanted{};           ///< what to read; its time is the clock's, or a recording's own
  std::vector<fleet::ClusterRef> clusters{};  ///< whose API servers are asked, too: the hub cannot see that one is down
  std::chrono::milliseconds cluster_timeout = std::chrono::seconds(10);  ///< for each of them
  std::string record_dir{};  ///< "" = keep no answers; a new directory otherwise (hub/recording.hpp)
  std::string replay_dir{};  ///< answers of this recording instead of a server; what is left out above is taken from it
};

struct RcaReport {
  signals::Snapshot snapshot{};
  rca::Answer answer{};
  std::vector<hub::MemberHealth> members{};
  std::vector<ContextReport> clusters{};  ///< as asked for, in order
  std::vector<std::string> warnings{};
  std::string project{};  ///< as the hub names it
  coroot::Addresses addresses{};
  Timings timings{};
};

/// Errors: no_data when the hub has nothing yet, unreachable, unauthorized (with how to log in), not_found for the
/// project (near names in the hint). Some members failing is a report with gaps, not an error.
Result<RcaReport> run_rca(const RcaRequest& request, const fleet::Surroundings& around, std::stop_token stop);

}  // namespace corootctl::ops
