/// install: namespace, operator, Coroot resource, and waiting until it really runs.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "deploy/components.hpp"
#include "deploy/operator_source.hpp"
#include "deploy/report.hpp"
#include "deploy/settings.hpp"
#include "document/value.hpp"
#include "fleet/cluster.hpp"
#include "fleet/surroundings.hpp"
#include "kube/session/visit.hpp"

namespace corootctl::ops {

/// What a cluster shall get.
struct InstallWants {
  deploy::OperatorSource operator_source{};
  deploy::ResourceSettings settings{};
  document::Value resource{};    ///< instead of the one that `settings` give; null = that one
  document::Value key_secret{};  ///< applied before the resource, which names it; null = none
  bool operator_only = false;
  bool resource_only = false;  ///< the operator is somebody else's: whatever it is, it is left alone
  bool compare_only = false;   ///< a dry run that asks the server for nothing but what is there
  std::string kubeconfig{};    ///< --kubeconfig as given, for helm; "" = by KUBECONFIG
};

struct InstallTarget {
  fleet::ClusterRef cluster{};
  std::string project{};              ///< "" with operator_only
  std::optional<InstallWants> own{};  ///< nullopt = the request's
};

/// What else to ask the cluster of a target, by its number, while a dry run of the server asks it the same things.
using AskBeside = std::function<void(std::size_t target, const fleet::Connector& connector, std::stop_token stop)>;

struct InstallRequest : InstallWants {
  std::vector<InstallTarget> targets{};
  std::string namespace_name = "coroot";
  bool force_conflicts = false;
  deploy::DryRun dry_run = deploy::DryRun::none;
  bool wait = true;
  std::chrono::milliseconds timeout = std::chrono::minutes(10);  ///< of the waiting in each cluster
  std::size_t width = 8;
  std::size_t requests_at_once = kube::requests_of_visit;  ///< of a dry run by the server: to one cluster
  kube::Overrides overrides{};                             ///< connection flags as given, for helm
  AskBeside beside{};  ///< of a dry run by the server; over the same connections, and nothing is read twice
};

struct ClusterInstall {
  std::string context{};
  std::string project{};
  std::string uid{};             ///< of the cluster; "" = not read
  bool takes_resources = false;  ///< namespace and definition were there before
  std::vector<deploy::ObjectReport> objects{};
  std::vector<deploy::Component> components{};
  std::vector<document::Value> manifests{};  ///< --dry-run=client: what would be applied
  std::vector<std::string> warnings{};
  deploy::Unfinished unfinished{};      ///< objects and the wait: what an error left undone
  std::vector<std::string> way_back{};  ///< commands that restore the projects of a resource that was there
  std::optional<Error> error{};
};

/// An operator that runs elsewhere in the cluster, or under another release, is used as it is, and a report says so; a
/// second one is never brought. What is being deleted, an operator scaled to 0 and a namespace that refuses the agents'
/// pods end the install of their cluster before its first write.
///
/// One report per target, in order. Every cluster is checked (server-side dry run where the CRD is there) before the
/// first write anywhere. Input that a server refuses, or one cluster under two names, ends the whole install before
/// that write; a cluster that cannot be reached is left alone and the others go on.
Result<std::vector<ClusterInstall>> install(const InstallRequest& request, const fleet::Surroundings& around,
                                            std::stop_token stop);

}  // namespace corootctl::ops
