/// unlink-clusters: members leave the hub's aggregates, their projects and their keys leave the hub. Only the hub is
/// asked: a member whose cluster is gone can be taken out.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "deploy/components.hpp"
#include "deploy/report.hpp"
#include "fleet/surroundings.hpp"
#include "links/unlink/plan.hpp"

namespace corootctl::links {

struct UnlinkRequest {
  fleet::ClusterRef hub{};
  UnlinkSettings settings{};
  bool force_conflicts = false;
  deploy::DryRun dry_run = deploy::DryRun::none;
  bool wait = true;
  std::chrono::milliseconds timeout = std::chrono::minutes(10);
};

struct UnlinkReport {
  std::vector<Unlinked> members{};
  std::vector<std::string> gone_aggregates{};
  std::vector<deploy::ObjectReport> objects{};  ///< the hub's resource, then its Secret
  std::vector<deploy::Component> hub_components{};
  std::vector<std::string> warnings{};
  std::vector<std::string> lost{};      ///< what Coroot keeps and for how long, in sentences
  std::vector<std::string> way_back{};  ///< commands
  bool changed = false;
  deploy::Unfinished unfinished{};
  std::optional<Error> error{};  ///< after the first write
};

/// The resource first, then, once the hub's server runs without them, the keys in the Secret: at no time does the
/// resource or the server name a key that is not there. Every write is safe to repeat; a repeat takes up where a run
/// was ended. Errors before the first write leave nothing written.
Result<UnlinkReport> unlink_clusters(const UnlinkRequest& request, const fleet::Surroundings& around,
                                     std::stop_token stop);

}  // namespace corootctl::links
