/// install, thinking half: pure functions from what was asked for and read to the steps for one cluster.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "deploy/installations.hpp"
#include "deploy/operators.hpp"
#include "deploy/plan.hpp"

namespace corootctl::ops {

/// Documents of the operator, which many clusters share.
using Manifests = std::shared_ptr<const std::vector<document::Value>>;

/// What one cluster shall get.
struct InstallWish {
  std::string context{};
  std::string namespace_name{};
  std::string release{};         ///< of helm, when there are no manifests
  Manifests manifests{};         ///< null = by helm
  document::Value key_secret{};  ///< of the namespace, before the resource; null = none
  document::Value resource{};    ///< null = the operator only
  bool brings_operator = true;   ///< false = another one is used
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

/// One Coroot a cluster: a second one runs two privileged agents on every node (operator 6).
/// Returns the one that this install is for.
Result<std::optional<document::Value>> only_one(const std::vector<deploy::Installation>& installations,
                                                const document::Value& resource);

/// Whether the operator that was found is the one that this install would bring or update: the chart's Deployment has
/// one name in every namespace, so namespace and release tell (operator 26).
bool is_ours(const deploy::Operator& found, const InstallWish& wish);

/// A second operator would work on every Coroot resource of the cluster beside the first.
Result<> refuse_blindness(const InstallState& state, const std::string& namespace_name);

/// An install that brings no operator brings no definition. Errors: not_found.
Result<> need_definition(const InstallState& state);

/// Takes out what a dry run has tried already, under a definition that is there: the resource.
void drop_checked(std::vector<deploy::Step>& steps);

/// The write into a resource that is there, by itself: no step when there is none.
Result<deploy::Plan> change_of(const InstallWish& wish, const std::optional<document::Value>& live);

}  // namespace corootctl::ops
