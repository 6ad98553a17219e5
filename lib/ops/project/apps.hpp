/// apps: every app of the aggregated project with what Coroot sees wrong in it.
#pragma once

#include <string>
#include <vector>

#include "ops/project/outages.hpp"

namespace corootctl::ops {

struct AppRow {
  std::string id{};        ///< with the project's NAME: "prod-a:shop:Deployment:web"
  coroot::AppName name{};  ///< the same in parts
  std::string category{};
  std::string status{};  ///< critical, warning, info, unknown, ok
  std::string type{};    ///< "golang"; "" for services outside
  std::vector<coroot::Indicator> indicators{};
  std::string incident{};  ///< key of its open outage, as `incidents` shows it; "" = none is known
  bool stale = false;      ///< what was known before its member's data ceased to arrive
};

struct AppsReport {
  std::string project{};
  std::vector<AppRow> apps{};  ///< worst status first, then by cluster, namespace and name
  std::size_t hidden = 0;      ///< apps that the filter left out
  Honesty honesty{};
};

/// Indicators that are warning or critical: an app's status ignores CPU, memory, network and logs (coroot-api 12).
std::vector<coroot::Indicator> problems_of(const AppRow& app);

/// One row an app, by hub id from two views: the applications view knows Kubernetes workloads, the map knows services
/// outside and apps without an agent.
std::vector<AppRow> join_views(const std::vector<coroot::AppEntry>& entries, const std::vector<coroot::MapApp>& map,
                               const std::vector<coroot::ProjectName>& projects);

/// One look. While a member is silent the aggregate stands still, so the other members' apps are read from their own
/// projects on the hub, and the silent one's are stale. Errors: of the aggregate, when its members' projects give
/// nothing either; not_found for a cluster it does not have.
Result<AppsReport> read_apps(const ProjectLook& at, const AppFilter& filter);

}  // namespace corootctl::ops
