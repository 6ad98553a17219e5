/// Members' addresses asked by a short-lived Job in the hub's cluster. The only part of `check` that writes.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "checks/facts.hpp"
#include "fleet/cluster.hpp"
#include "fleet/surroundings.hpp"

namespace corootctl::probing {

struct ProbeRequest {
  fleet::ClusterRef hub{};
  std::string image{};                                         ///< "" = that of the hub's own server
  std::chrono::milliseconds limit = std::chrono::seconds(60);  ///< for the Job, from its start to its answers
};

/// Addresses of `facts` that are to be seen from inside and were not yet get their outcome; where that is not to be had
/// (rights, policy, image, no room for the pod) they stay `unprobed` with the reason. The Job is deleted afterwards,
/// also after a failure and after an interruption; one that a killed run left is deleted first, or its answers are
/// taken while it is at the same work. Answers notes: what could not be deleted. Errors: cancelled.
Result<std::vector<std::string>> probe_from_hub(const ProbeRequest& request, checks::Facts& facts,
                                                const fleet::Surroundings& around, std::stop_token stop);

}  // namespace corootctl::probing
