/// install, thinking half: pure functions from what was asked for and read to the steps for one cluster.
#pragma once

#include <string>
#include <vector>

#include "deploy/plan.hpp"

namespace corootctl::ops {

/// What one cluster shall get.
struct InstallWish {
  std::string context{};
  std::string namespace_name{};
  std::string release{};                     ///< of helm, when there are no manifests
  std::vector<document::Value> manifests{};  ///< of the operator
  document::Value key_secret{};              ///< of the namespace, before the resource; null = none
  document::Value resource{};                ///< null = the operator only
  bool brings_operator = true;               ///< false = another one is used
};

/// What the cluster has already.
struct InstallState {
  bool namespace_exists = false;
  bool definition_exists = false;
};

/// A dry run can check only what has its namespace and its definition in the cluster already.
struct InstallPlan {
  std::vector<deploy::Step> steps{};
  std::vector<deploy::Step> unchecked{};  ///< would follow, but the server cannot check them
  std::vector<std::string> warnings{};
};

/// The part of the steps that bring the operator.
inline constexpr auto operator_part = "operator";

InstallPlan plan_install(const InstallWish& wish, const InstallState& state, bool dry_run);

/// Action check or apply of the Coroot resource, merged with what is live: entries that other commands wrote (remote
/// and aggregated projects, further keys) stay as they are.
deploy::Step resource_step(const InstallWish& wish, deploy::Action action);

}  // namespace corootctl::ops
