/// What upgrade is asked for, and what it tells.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "deploy/components.hpp"
#include "deploy/operator_source.hpp"
#include "deploy/report.hpp"
#include "fleet/cluster.hpp"
#include "hub/access.hpp"
#include "hub/probe.hpp"
#include "upkeep/upgrade/chart_diff.hpp"

namespace corootctl::upkeep {

struct UpgradeTarget {
  fleet::ClusterRef cluster{};
  deploy::OperatorSource source{};  ///< release and namespace are those that are found
  std::string kubeconfig{};         ///< --kubeconfig as given, for helm
};

/// What would change in one cluster.
struct ClusterUpgrade {
  std::string context{};
  std::string release{};  ///< "helm release coroot/coroot-operator"
  int wave = 0;           ///< counted from 1; 0 = nothing to change, its data are checked all the same
  ChartDiff diff{};
  std::string outcome{};  ///< upgraded, unchanged, not begun, failed; "" = not yet
  std::vector<deploy::ObjectReport> objects{};
  std::vector<deploy::Component> components{};
  std::vector<hub::MemberHealth> proofs{};  ///< of the cluster's projects
  std::vector<std::string> warnings{};
  deploy::Unfinished unfinished{};
  std::optional<Error> error{};
};

struct UpgradeRequest {
  std::vector<UpgradeTarget> targets{};
  std::optional<fleet::ClusterRef> hub{};  ///< asked whether data flow; without it each cluster's own Coroot is
  std::string namespace_name = "coroot";
  std::string canary{};                 ///< context; "" = the first of several
  std::size_t wave_size = 0;            ///< clusters at once behind the canary; 0 = all
  std::vector<std::string> accepted{};  ///< codes of known crashes that are no reason to refuse
  hub::Login login{};
  kube::Overrides overrides{};
  bool verify = true;
  bool force_conflicts = false;
  bool dry_run = false;
  std::chrono::milliseconds timeout = std::chrono::minutes(10);  ///< of each wait in each cluster
  std::size_t width = 8;
  /// Asked once, before the first write; its error ends everything.
  std::function<Result<>(const std::vector<ClusterUpgrade>&)> consent{};
};

}  // namespace corootctl::upkeep
