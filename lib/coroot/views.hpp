/// What Coroot's answers mean, as plain data. Source: docs/rules/coroot-api.md.
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
  bool is_viewer = false;  ///< may not change projects
  std::vector<ProjectName> projects{};
};

/// GET /api/project/ID.
struct Project {
  std::string name{};
  std::vector<std::string> members{};  ///< names; empty = no aggregate
};

/// GET .../status: what the server thinks of a project's telemetry. `ok` is not to be believed (coroot-api 18).
struct ProjectStatus {
  std::string status{};  ///< unknown, ok, info, warning, critical
  std::string prometheus_status{};
  std::string message{};  ///< one line
  std::string error{};    ///< cleaned
  std::string action{};   ///< "wait" while the cache is being filled, "configure", or ""
  int nodes = 0;
  bool is_known() const { return status != "unknown" || prometheus_status != "unknown"; }
  /// The cache has no data in Coroot yet: a cold start, or for ever when the member never answered properly.
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
  /// Which of the two SLOs broke, by burn rates (coroot-api 15: the description does not tell).
  bool availability = false;
  bool latency = false;
  double impact_percent = 0;  ///< requests that failed or were slow
};

struct MapLink {
  std::string id{};
  std::string status{};
  double weight = 0;                 ///< requests per second at the end of the world
  std::vector<std::string> stats{};  ///< the server's words: "3 rps 10ms", "sent 2kB/s received 7kB/s", or an issue
};

/// One thing the server looks at in an app: "latency", "CPU".
struct Indicator {
  std::string name{};
  std::string status{};
  std::string value{};  ///< "2s", "2/3", "1 unique error": for people, not to be computed with; may be empty
};

/// One app of .../overview/map.
struct MapApp {
  std::string id{};
  std::string cluster{};
  std::string category{};
  std::string status{};
  std::vector<MapLink> upstreams{};  ///< `downstreams` lack the callers of other clusters and are not read
  std::vector<Indicator> indicators{};
};

/// One app of .../overview/applications: Kubernetes workloads, connected or not.
struct AppEntry {
  std::string id{};
  std::string cluster{};
  std::string category{};
  std::string status{};  ///< of SLO, instances and databases only: CPU, memory, network and logs do not raise it
  std::string type{};    ///< "golang", "postgres", ...
  std::vector<Indicator> indicators{};
};

struct SloState {
  std::string objective{};   ///< "99% of requests should not fail"
  std::string compliance{};  ///< "80.01%"
  bool violated = false;
};

/// .../incident/KEY: what the list says, and more.
struct IncidentDetail {
  IncidentEntry incident{};
  std::optional<SloState> availability{}, latency{};
  double availability_impact_percent = 0, latency_impact_percent = 0;
  std::string root_cause{};  ///< the server's own, one line; "" in the Community Edition
};

/// The parts of "CLUSTER:namespace:Kind:name"; a name may hold colons itself. A text with fewer parts is all name.
struct AppName {
  std::string cluster{}, namespace_name{}, kind{}, name{};
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
Result<std::vector<AppEntry>> read_applications(const document::Value& answer);
/// Errors: as the lists.
Result<IncidentDetail> read_incident_detail(const document::Value& answer);

AppName split_app(std::string_view id);

/// "prod-a:shop:Deployment:web" from "u2k8v4ya:shop:Deployment:web": the project's NAME in place of its id. Ids of
/// unknown projects stay as they are.
std::string with_cluster_name(std::string_view application, const std::vector<ProjectName>& projects);

}  // namespace corootctl::coroot
