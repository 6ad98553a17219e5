/// The service account of the pod we may run in (kubeconfig 57, 59, 62).
#pragma once

#include <string>
#include <string_view>

#include "base/environment.hpp"

namespace corootctl::kube {

struct PodAccount {
  std::string missing{};  ///< why this is no pod with an account, e.g. "KUBERNETES_SERVICE_HOST is not set"; "" = it is
  std::string server{};   ///< https URL of the pod's own cluster
  std::string token_file{};
  std::string ca_file{};
  std::string namespace_name{};  ///< POD_NAMESPACE, else the account's namespace file, else "default" (kubeconfig 62)
  bool possible() const { return missing.empty(); }
};

/// Looks at the environment and at `directory`; reads the namespace file only.
PodAccount find_pod_account(const Environment& env, std::string_view directory);

}  // namespace corootctl::kube
