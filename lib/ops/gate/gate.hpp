/// gate: whether a release did harm, asked of the hub until the data say so.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "collect/collect.hpp"
#include "hub/access.hpp"
#include "rca/gate/gate.hpp"

namespace corootctl::ops {

struct GateRequest {
  hub::CorootAccess access{};
  collect::CollectRequest wanted{};  ///< its `app` is the one released; the window is chosen anew in each round
  rca::GateQuestion question{};      ///< its `app` is found from the data
  bool wait = true;                  ///< false: one look
};

struct GateReport {
  rca::GateAnswer answer{};
  std::vector<hub::MemberHealth> members{};
  std::vector<std::string> warnings{};
  coroot::Addresses addresses{};
};

/// Looks every 15 seconds until the verdict is harm or no_harm, or the time in which the release is watched is over and
/// the last data of it had time to arrive. Errors: as run_rca; of a round in between, only those that time does not
/// heal.
Result<GateReport> run_gate(const GateRequest& request, const fleet::Surroundings& around, std::stop_token stop);

}  // namespace corootctl::ops
