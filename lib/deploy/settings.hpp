/// From settings to a Coroot resource, shared by install (member.yaml) and link-clusters (hub.yaml).
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::deploy {

/// A machine that logs in at Coroot by a key, which the operator makes (links 5, 7).
struct ServiceAccount {
  std::string name{};
  std::string role = "Viewer";
  bool operator==(const ServiceAccount&) const = default;
};

/// "NAME[=ROLE]". Errors: usage, for a name that is no key of a Secret, and a role that not every Coroot has.
Result<ServiceAccount> read_service_account(const std::string& text);

/// What the Coroot resource shall say; the template's parameters.
struct ResourceSettings {
  std::string name = "coroot";
  std::string refresh_interval = "15s";
  std::string service_type = "NodePort";
  int node_port = 0;  ///< 0 = chosen by Kubernetes
  int grpc_node_port = 0;
  std::string ingress_host{}, ingress_class{}, ingress_path{};
  std::string key_secret = "coroot";
  std::string agent_key = "agent-api-key";
  std::string multi_cluster_key = "multi-cluster-api-key";
  std::string license_secret{}, license_key = "license-key";  ///< a Secret name turns the Enterprise edition on
  std::string storage_size{}, storage_class{};                ///< Coroot's own volume
  std::string prometheus_storage_size{}, clickhouse_storage_size{};
  std::string anonymous_role{};  ///< "", Viewer, Editor, Admin
  std::vector<ServiceAccount> service_accounts{};
  std::string template_directory{};
  std::vector<document::Value> values{};  ///< --values documents, laid over in order
  std::vector<std::string> sets{};        ///< --set expressions, after the values
  bool operator==(const ResourceSettings&) const = default;
};

/// What both templates know: names, service, keys, storage.
document::Value template_parameters(const ResourceSettings& settings, const std::string& namespace_name);

/// The template with its parameters, then --values and --set laid over; they cannot change kind, name or namespace.
Result<document::Value> render_resource(const std::string& template_name, const document::Value& parameters,
                                        const ResourceSettings& settings);

/// Errors: usage, with the rule.
Result<> check_project_name(const std::string& name);

/// The Coroot resource these settings give, as a document. Errors: usage or config, naming the flag or the place.
Result<document::Value> member_resource(const ResourceSettings& settings, const std::string& namespace_name,
                                        const std::string& project);

}  // namespace corootctl::deploy
