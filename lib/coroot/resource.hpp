/// The Coroot custom resource as corootctl reads and edits it: names of the operator's objects, projects and keys.
/// Source: docs/rules/operator.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/value.hpp"

namespace corootctl::coroot {

/// Names the operator derives from the resource's name.
struct ObjectNames {
  explicit ObjectNames(std::string_view resource_name) : prefix(std::string(resource_name) + "-") {}
  std::string prefix;
  std::string server() const { return prefix + "coroot"; }  ///< StatefulSet, Service and ConfigMap
  std::string node_agent() const { return prefix + "node-agent"; }
  std::string cluster_agent() const { return prefix + "cluster-agent"; }
  std::string prometheus() const { return prefix + "prometheus"; }
  std::string clickhouse_shard(std::int64_t shard) const {
    return prefix + "clickhouse-shard-" + std::to_string(shard);
  }
  std::string keeper() const { return prefix + "clickhouse-keeper"; }
  std::string service_accounts() const { return prefix + "service-accounts"; }  ///< Secret with their keys: ours
};

/// The hub's Secret with the members' keys, unless another one is named.
inline constexpr std::string_view members_secret = "remote-coroot-clusters";

/// A key inside a Secret of the resource's namespace.
struct KeyRef {
  std::string secret{};
  std::string key{};
};

enum class ProjectKind { agents, remote, aggregate, empty };

ProjectKind kind_of(const document::Value& project);
std::string_view name_of(ProjectKind kind);

/// The entry of spec.projects with that name, or nullptr.
const document::Value* find_project(const document::Value& resource, std::string_view name);
std::vector<std::string> project_names(const document::Value& resource);

/// The key references of an agents project, or of a service account, in order; plain keys are left out.
std::vector<KeyRef> key_refs(const document::Value& owner);

/// References to all keys that the operator makes where they are missing: of projects, then of service accounts
/// (operator 15; links 7).
std::vector<KeyRef> made_key_refs(const document::Value& resource);

/// Where the key of a remote project lies; nullopt for a plain apiKey.
std::optional<KeyRef> remote_key_ref(const document::Value& project);

/// Adds `project` to the list, or replaces the entry of that name in place; the others keep their order.
void upsert_project(document::List& projects, document::Value project);

/// The rule of Coroot's own user interface: at least three of [-_0-9a-z] (operator 4).
bool is_valid_project_name(std::string_view name);

/// Whether the server takes the text as metricResolution: it reads a Go duration of at least a second and exits
/// otherwise, though the definition also lets days, weeks and years pass (operator 5).
bool is_valid_metric_resolution(std::string_view text);

/// A remoteCoroot entry.
struct RemoteProject {
  std::string name{};
  std::string url{};
  bool tls_skip_verify = false;
  KeyRef key{};
  std::string metric_resolution = "15s";
};
document::Value to_value(const RemoteProject& project);
document::Value aggregate_project(const std::string& name, const std::vector<std::string>& members);

/// spec.service.port, or the default 8080.
int service_port(const document::Value& resource);
/// The path below which the server answers: "" or "/coroot", without a slash at its end. spec.env's URL_BASE_PATH wins
/// over spec.ingress.path (operator 22); one that is taken from a ConfigMap or Secret is not known here.
std::string base_path(const document::Value& resource);
/// Whether the Service's HTTP port speaks TLS, because spec.env makes the server listen so on it (operator 23).
bool is_served_by_tls(const document::Value& resource);
/// spec.metricsRefreshInterval, or the default "15s".
std::string refresh_interval(const document::Value& resource);

}  // namespace corootctl::coroot
