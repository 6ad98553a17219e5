/// status: clusters, components, projects, link and data freshness.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "deploy/components.hpp"
#include "fleet/cluster.hpp"
#include "fleet/surroundings.hpp"
#include "hub/access.hpp"
#include "hub/probe.hpp"

namespace corootctl::ops {

struct StatusRequest {
  std::optional<fleet::ClusterRef> hub{};
  std::vector<fleet::ClusterRef> clusters{};                      ///< beside the hub
  std::chrono::milliseconds deadline = std::chrono::seconds(15);  ///< for each cluster
  std::size_t width = 16;
  hub::Login login{};  ///< when the hub's Coroot has no anonymous role
};

struct ProjectStatus {
  std::string name{};
  std::string kind{};                  ///< agents, remote, aggregate
  std::vector<std::string> members{};  ///< of an aggregate
};

struct ClusterStatus {
  std::string context{};
  std::string version{};
  std::string uid{};  ///< kube-system's, "" = not known, or the only cluster that was asked
  deploy::Role role = deploy::Role::absent;
  std::string resource{};         ///< "coroot/coroot"
  std::string resource_status{};  ///< what the operator says; not believed
  std::vector<std::string> resource_errors{};
  std::vector<std::string> being_deleted{};  ///< "Namespace coroot is being deleted since ..."
  std::vector<deploy::Component> components{};
  std::vector<ProjectStatus> projects{};
  std::vector<std::string> gaps{};  ///< what this user may not read, in words
  std::optional<Error> error{};
};

/// A remote project of the hub.
struct LinkStatus {
  std::string project{};
  std::string url{};
  std::string context{};             ///< the member's context when it is among the clusters, else ""
  std::string hub_fingerprint{};     ///< of the key in the hub's Secret; "" = missing, or not read
  std::string key_gap{};             ///< why that key could not be read, in words; "" = it was read
  std::string key_trouble{};         ///< "Secret coroot/x has no key prod-a": the hub's server will not start without
  std::string member_fingerprint{};  ///< of the member's own key; "" = not known
  hub::MemberHealth health{};        ///< as the hub sees it
};

struct StatusReport {
  std::vector<ClusterStatus> clusters{};  ///< the hub first
  std::vector<LinkStatus> links{};
  std::vector<std::string> warnings{};
};

/// Works with dead members: each has its own line.
StatusReport read_status(const StatusRequest& request, const fleet::Surroundings& around, std::stop_token stop);

}  // namespace corootctl::ops
