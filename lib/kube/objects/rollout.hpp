/// Whether a workload really runs, in kubectl's order of rules (objects 22-25), with the reason when it does not.
#pragma once

#include <string>
#include <vector>

#include "document/value.hpp"

namespace corootctl::kube {

struct Rollout {
  bool done = false;
  bool failed = false;  ///< it will not get better by waiting
  int ready = 0;
  int desired = 0;
  std::string reason{};  ///< why not, "" when done: "2 of 3 pods ready: pod x: ImagePullBackOff"
};

/// `workload` is a Deployment, StatefulSet or DaemonSet. A suspended count of 0 desired is done.
Rollout rollout_of(const document::Value& workload);

/// The most telling reason among the pods of a workload: waiting reasons, unschedulable, failed; "" when none.
std::string pod_trouble(const std::vector<document::Value>& pods);

}  // namespace corootctl::kube
