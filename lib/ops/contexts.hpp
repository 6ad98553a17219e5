/// What each kubeconfig context is.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "deploy/components.hpp"
#include "fleet/cluster.hpp"

namespace corootctl::ops {

struct ContextReport {
  std::string context{};
  std::string cluster{};  ///< kubeconfig's cluster entry
  std::string server{};   ///< URL without userinfo
  std::string user{};     ///< the kind of credential: "client-certificate", "token", "exec", ...
  bool current = false;
  bool contacted = false;
  bool logged_in = false;  ///< credentials could be had, so that the server was asked
  std::string version{};   ///< "" when not reachable
  std::string uid{};       ///< kube-system's UID, "" when unknown; a gap says why
  deploy::Role role = deploy::Role::absent;
  std::vector<std::string> projects{};
  std::vector<std::string> gaps{};  ///< what this user may not read, in words
  std::optional<Error> error{};
};

struct ContextsRequest {
  std::vector<fleet::ClusterRef> clusters{};
  std::string current_context{};
  std::chrono::milliseconds deadline = std::chrono::seconds(10);  ///< for each cluster
  std::size_t width = 16;
  bool contact = true;
};

/// One report per cluster, in order; a cluster that fails has its error in its own report.
std::vector<ContextReport> describe_contexts(const ContextsRequest& request, const fleet::Connector& connector,
                                             std::stop_token stop);

}  // namespace corootctl::ops
