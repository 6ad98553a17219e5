/// link-clusters: the members' keys into one Secret of the hub, the hub's resource, then proof that data arrive.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "deploy/report.hpp"
#include "fleet/surroundings.hpp"
#include "hub/access.hpp"
#include "hub/probe.hpp"
#include "ops/link/plan.hpp"

namespace corootctl::ops {

/// From what was read to the steps for the hub, the last of them its resource.
using HubPlanner = std::function<Result<deploy::Plan>(const std::vector<ReadMember>& members, const ReadHub& hub)>;

struct LinkRequest {
  fleet::ClusterRef hub{};
  std::vector<LinkMember> members{};
  LinkSettings settings{};
  HubPlanner planner{};  ///< instead of plan_link (ops/link/plan.hpp): a fleet file says all of the hub
  bool force_conflicts = false;
  deploy::DryRun dry_run = deploy::DryRun::none;
  bool wait = true;
  bool verify = true;
  hub::Login login{};  ///< for the verification, when the hub has no anonymous role
  std::chrono::milliseconds timeout = std::chrono::minutes(10);
  std::size_t width = 8;
};

/// One member, as read and as written.
struct MemberLink {
  std::string project{};
  std::string context{};
  std::string url{};
  std::string metric_resolution{};
  std::string key_fingerprint{};              ///< keyed digest, never the key
  std::string entry{};                        ///< created, changed, unchanged: the hub's project entry
  std::string key{};                          ///< created, changed, unchanged: the entry in the hub's Secret
  std::optional<hub::MemberHealth> health{};  ///< after verification
  std::optional<Error> error{};
};

struct LinkReport {
  std::vector<MemberLink> members{};
  std::vector<deploy::ObjectReport>
      objects{};  ///< Secret and Coroot of the hub, its StatefulSet when restarted for keys
  std::vector<deploy::Component> hub_components{};
  std::vector<std::string> warnings{};  ///< what a forced take-over means, ...
  std::vector<std::string> way_back{};  ///< commands that restore what was there (deploy/way_back.hpp)
  bool changed = false;
  deploy::Unfinished unfinished{};  ///< objects, the wait, the proof: what an error left undone
  std::optional<Error> error{};     ///< after the writes: the hub does not run, or could not be asked
};

/// Reads everything in parallel, validates everything, and only then writes: hub Secret, hub resource. Errors before
/// the first write leave nothing written. What fails later is in the report: members without data in their own line,
/// the hub's own trouble in `error`.
Result<LinkReport> link_clusters(const LinkRequest& request, const fleet::Surroundings& around, std::stop_token stop);

/// Whether an earlier run was ended after it changed a key in the Secret and before the restart of the server of the
/// resource `name`. False where the pod may not be read.
Result<bool> runs_on_older_keys(const ReadHub& hub, const std::vector<ReadMember>& members, const HubPlace& place,
                                const std::string& name, const Within& within);

}  // namespace corootctl::ops
