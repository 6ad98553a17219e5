/// upgrade, reading half: what one cluster runs, what the wanted chart would change, and what forbids it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "coroot/known_crashes.hpp"
#include "deploy/operators.hpp"
#include "upkeep/upgrade/request.hpp"

namespace corootctl::upkeep {

struct UpgradeSurvey {
  std::optional<kube::Client> client{};
  std::string uid{};
  deploy::HelmRelease release{};  ///< with the version that the wanted one leads to
  std::vector<deploy::Installation> installations{};
  document::Value definition{};
  std::vector<document::Value> more_definitions{};  ///< of the chart's crds/
  std::vector<coroot::CrashCause> causes{};         ///< what a hub meets in this cluster
  ClusterUpgrade report{};
};

/// Errors: not_found without an operator, conflict when Flux brings it, usage for a downgrade.
Result<UpgradeSurvey> survey(const UpgradeTarget& target, const UpgradeRequest& request,
                             const fleet::Surroundings& around, const Within& within);

/// Errors: conflict, for a hub that is known to crash with what is in the clusters.
Result<> check_hub(const kube::Reader& reader, const deploy::Installation& hub,
                   const std::vector<coroot::CrashCause>& causes, const std::vector<std::string>& accepted,
                   const Within& within);

/// Each survey's wave: those with nothing to do 0, then the canary, then the rest.
void assign_waves(std::vector<UpgradeSurvey>& surveys, const UpgradeRequest& request);

}  // namespace corootctl::upkeep
