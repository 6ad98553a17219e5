/// link-clusters: the members' keys into one Secret of the hub, the hub's resource, then proof that data arrive.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "ops/install.hpp"
#include "ops/probe.hpp"

namespace corootctl::ops {

struct LinkMember {
  std::string project{};  ///< the project's name in the member and on the hub
  fleet::ClusterRef cluster{};
  std::string url{};  ///< "" = found from the member's Service
};

struct LinkRequest {
  fleet::ClusterRef hub{};
  std::string hub_project{};  ///< "" = the hub's own project, or none when it has no resource yet
  std::vector<LinkMember> members{};
  std::string aggregate{};  ///< name of the aggregated project
  std::string secret = "remote-coroot-clusters";
  std::string metric_resolution{};  ///< "" = the member's refresh interval
  bool tls_skip_verify = false;
  std::string namespace_name = "coroot";
  ResourceSettings hub_settings{};  ///< for a hub that has the operator only
  bool force_conflicts = false;
  DryRun dry_run = DryRun::none;
  bool wait = true;
  bool verify = true;
  std::chrono::milliseconds timeout = std::chrono::minutes(10);
  std::size_t width = 8;
};

/// One member, as read and as written.
struct MemberLink {
  std::string project{};
  std::string context{};
  std::string url{};
  std::string metric_resolution{};
  std::string key_fingerprint{};     ///< keyed digest, never the key
  std::string entry{};               ///< created, changed, unchanged: the hub's project entry
  std::string key{};                 ///< created, changed, unchanged: the entry in the hub's Secret
  std::optional<MemberHealth> health{};  ///< after verification
  std::optional<Error> error{};
};

struct LinkReport {
  std::vector<MemberLink> members{};
  std::vector<ObjectReport> objects{};  ///< Secret and Coroot of the hub
  std::vector<Component> hub_components{};
  std::vector<std::string> warnings{};  ///< what a forced take-over means, ...
  bool changed = false;
};

/// Reads everything in parallel, validates everything, and only then writes: hub Secret, hub resource. Errors before the
/// first write leave nothing written; the report is complete when verification found members without data (their error
/// is in their own line).
Result<LinkReport> link_clusters(const LinkRequest& request, const Surroundings& around, std::stop_token stop);

}  // namespace corootctl::ops
