/// What uninstall is asked for, and what it tells.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "deploy/report.hpp"
#include "fleet/cluster.hpp"

namespace corootctl::upkeep {

struct UninstallTarget {
  fleet::ClusterRef cluster{};
  std::string project{};  ///< what the resource must have; "" = whatever it has
};

/// What goes beyond the resource and the operator.
struct Extent {
  bool data = false;        ///< the volumes, with metrics, logs, traces, profiles and settings
  bool keys = false;        ///< the Secrets with API keys
  bool definition = false;  ///< the kind Coroot itself
};

/// What would happen in one cluster, for a person to agree to.
struct Farewell {
  std::string context{};
  std::string server{};
  std::string resource{};  ///< "coroot/coroot"; "" = it is gone already
  std::string name{};      ///< what a person types to agree: a project of it, or its own name
  std::vector<std::string> lost{};
  std::vector<std::string> kept{};
  std::vector<std::string> notes{};
};

struct UninstallRequest {
  std::vector<UninstallTarget> targets{};
  std::optional<fleet::ClusterRef> hub{};  ///< asked whether it reads the projects
  std::string namespace_name = "coroot";
  std::string resource_name{};  ///< "" = the only one in the namespace
  Extent extent{};
  bool even_linked = false;
  bool dry_run = false;
  bool force_conflicts = false;
  std::chrono::milliseconds timeout = std::chrono::minutes(10);  ///< of each wait in each cluster
  std::size_t width = 8;
  /// Asked once, before the first write; its error ends everything.
  std::function<Result<>(const std::vector<Farewell>&)> consent{};
};

struct ClusterUninstall {
  std::string context{};
  std::string project{};
  std::vector<deploy::ObjectReport> objects{};
  std::vector<std::string> kept{};
  std::vector<std::string> warnings{};
  deploy::Unfinished unfinished{};
  std::optional<Error> error{};
};

}  // namespace corootctl::upkeep
