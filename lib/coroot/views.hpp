/// What Coroot's answers mean, as plain data. Facts: coroot-api sections 3 to 7, lab sections 5 and 6.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::coroot {

struct ProjectName {
  std::string id{};  ///< 8 characters, this server's own
  std::string name{};
};

/// GET /api/user: who we are, and the only map from names to ids.
struct User {
  std::string name{};
  std::string role{};
  bool anonymous = false;
  std::vector<ProjectName> projects{};
  const ProjectName* find(std::string_view project_name) const;
};

/// GET /api/project/ID.
struct Project {
  std::string name{};
  std::int64_t refresh_interval_ms = 0;
  std::vector<std::string> members{};  ///< names; empty = no aggregate
};

/// GET .../status: what the server thinks of a project's telemetry. `ok` is not to be believed (lab section 7).
struct ProjectStatus {
  std::string status{};  ///< unknown, ok, info, warning, critical
  std::string prometheus_status{};
  std::string message{};  ///< one line
  std::string error{};    ///< cleaned
  std::string action{};   ///< "wait" while the cache is being filled, "configure", or ""
  int nodes = 0;
  bool is_known() const { return status != "unknown" || prometheus_status != "unknown"; }
  /// The cache has no world yet: a cold start, or for ever when the member never answered properly.
  bool is_filling() const { return action == "wait"; }
};

/// One entry of .../incidents.
struct IncidentEntry {
  std::string key{};
  std::string application{};  ///< the hub's id: PROJECT-ID:namespace:Kind:name
  std::string cluster{};      ///< project name
  std::string severity{};
  std::string summary{};  ///< the server's short description
  std::string category{};
  std::int64_t opened_at_ms = 0;
  std::optional<std::int64_t> resolved_at_ms{};
  /// Which of the two SLOs broke, by burn rates (lab section 8.7: the description does not tell).
  bool availability = false;
  bool latency = false;
};

struct MapLink {
  std::string id{};
  std::string status{};
  double weight = 0;  ///< requests per second at the end of the world
};

/// One app of .../overview/map.
struct MapApp {
  std::string id{};
  std::string cluster{};
  std::string category{};
  std::string status{};
  std::vector<MapLink> upstreams{};  ///< `downstreams` lack the callers of other clusters and are not read
};

/// One node of .../overview/nodes.
struct NodeEntry {
  std::string name{};
  std::string cluster{};
  std::string status{};
  std::string message{};
  std::int64_t uptime_ms = 0;
};

User read_user(const document::Value& answer);
Project read_project(const document::Value& answer);
/// Reads both forms: with the envelope, and the bare object of an unknown project.
ProjectStatus read_status(const document::Value& answer);
/// Errors: no_data while the world is empty (`data` null), with the server's reason.
Result<std::vector<IncidentEntry>> read_incidents(const document::Value& answer);
Result<std::vector<MapApp>> read_map(const document::Value& answer);
Result<std::vector<NodeEntry>> read_nodes(const document::Value& answer);

/// "prod-a:shop:Deployment:web" from "u2k8v4ya:shop:Deployment:web": the project's NAME in place of its id. Ids of
/// unknown projects stay as they are.
std::string with_cluster_name(std::string_view application, const std::vector<ProjectName>& projects);

}  // namespace corootctl::coroot
