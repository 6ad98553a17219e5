/// install: namespace, operator, Coroot resource, and waiting until it really runs.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/environment.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "document/edit.hpp"
#include "document/value.hpp"
#include "fleet/cluster.hpp"
#include "ops/components.hpp"
#include "ops/progress.hpp"

namespace corootctl::ops {

enum class DryRun { none, client, server };

/// How the operator gets into a cluster: by the helm program, or from manifests that `helm template` wrote.
struct OperatorSource {
  std::string chart = "coroot-operator";  ///< name in the repository, path, archive or oci:// reference
  std::string chart_repo = "https://coroot.github.io/helm-charts";  ///< used when `chart` is a bare name
  std::string chart_version{};                                      ///< "" = newest
  std::vector<std::string> helm_values{};                           ///< files
  std::string helm = "helm";                                        ///< program
  std::string release = "coroot-operator";
  std::string manifests_file{};  ///< not empty: no helm at all
};

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
  std::string template_directory{};
  std::vector<document::Value> values{};  ///< --values documents, laid over in order
  std::vector<std::string> sets{};        ///< --set expressions, after the values
};

struct InstallTarget {
  fleet::ClusterRef cluster{};
  std::string project{};  ///< "" with operator_only
};

struct InstallRequest {
  std::vector<InstallTarget> targets{};
  std::string namespace_name = "coroot";
  OperatorSource operator_source{};
  ResourceSettings settings{};
  bool operator_only = false;
  bool force_conflicts = false;
  DryRun dry_run = DryRun::none;
  bool wait = true;
  std::chrono::milliseconds timeout = std::chrono::minutes(10);  ///< of the waiting in each cluster
  std::size_t width = 8;
  std::string kubeconfig{};     ///< --kubeconfig as given, for helm; "" = by KUBECONFIG
  kube::Overrides overrides{};  ///< connection flags as given, for helm
};

struct Surroundings {
  const fleet::Connector& connector;
  const Clock& clock = system_clock();
  Environment env{};
  Log log{};
  Tell tell{};
};

/// What happened to one object.
struct ObjectReport {
  std::string object{};                     ///< "Coroot coroot/coroot"
  std::string outcome{};                    ///< created, changed, unchanged
  std::vector<document::Change> changes{};  ///< dry runs and plans; Secret data never
};

struct ClusterInstall {
  std::string context{};
  std::string project{};
  std::vector<ObjectReport> objects{};
  std::vector<Component> components{};
  std::vector<document::Value> manifests{};  ///< --dry-run=client: what would be applied
  std::vector<std::string> warnings{};
  std::optional<Error> error{};
};

/// One report per target, in order. Every cluster is checked (server-side dry run where the CRD is there) before the
/// first write anywhere. Input that a server refuses, or one cluster under two names, ends the whole install before
/// that write; a cluster that cannot be reached is left alone and the others go on.
Result<std::vector<ClusterInstall>> install(const InstallRequest& request, const Surroundings& around,
                                            std::stop_token stop);

/// The Coroot resource these settings give, as a document. Errors: usage or config, naming the flag or the place.
Result<document::Value> member_resource(const ResourceSettings& settings, const std::string& namespace_name,
                                        const std::string& project);

}  // namespace corootctl::ops
