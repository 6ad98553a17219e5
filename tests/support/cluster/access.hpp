/// Simulated clusters as their users see them: a kubeconfig file, and clients opened from it.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "kube/objects/client.hpp"
#include "support/cluster/cluster.hpp"
#include "support/temporary_directory.hpp"

namespace corootctl::support {

/// A running cluster per name and their kubeconfig in a temporary directory.
class SimFleet {
 public:
  /// Names become contexts; node addresses are 10.0.1.11, 10.0.2.11 and so on.
  static Result<std::unique_ptr<SimFleet>> start(const std::vector<std::string>& names);
  SimCluster& operator[](std::size_t index) { return *clusters_[index]; }
  std::size_t size() const { return clusters_.size(); }
  const std::string& kubeconfig() const { return kubeconfig_; }
  std::vector<const SimCluster*> all() const;

 private:
  explicit SimFleet(TemporaryDirectory directory) : directory_(std::move(directory)) {}
  TemporaryDirectory directory_;
  std::vector<std::unique_ptr<SimCluster>> clusters_{};
  std::string kubeconfig_{};
};

/// A writing client of one context.
Result<kube::Client> open_client(const std::string& kubeconfig, const std::string& context);

}  // namespace corootctl::support
