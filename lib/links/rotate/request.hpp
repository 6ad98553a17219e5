/// What keys rotate is asked for.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "deploy/report.hpp"
#include "fleet/cluster.hpp"
#include "hub/access.hpp"
#include "ops/link/read.hpp"

namespace corootctl::links {

struct RotateRequest {
  fleet::ClusterRef hub{};
  ops::HubPlace place{"coroot", "remote-coroot-clusters"};
  std::vector<ops::LinkMember> members{};     ///< project and cluster of each; empty with `all`
  bool all = false;                           ///< every remote project whose key link-clusters wrote
  std::vector<fleet::ClusterRef> clusters{};  ///< where `all` looks for the members
  std::size_t max_unavailable = 1;            ///< members whose servers may restart at once
  std::string key_name = "multi-cluster-api-key";
  bool force_conflicts = false;
  deploy::DryRun dry_run = deploy::DryRun::none;
  hub::Login login{};
  std::chrono::milliseconds timeout = std::chrono::minutes(10);  ///< of each wait in each cluster
  std::size_t width = 8;
};

}  // namespace corootctl::links
