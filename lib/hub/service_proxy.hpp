/// Coroot's server behind the Kubernetes API's service proxy: no ingress, no port-forward (coroot-api 1-3).
#pragma once

#include <memory>
#include <string>

#include "coroot/client.hpp"
#include "kube/session/session.hpp"

namespace corootctl::hub {

/// Where a Coroot listens inside its cluster.
struct ProxiedService {
  std::string namespace_name{};
  std::string name{};  ///< "coroot-coroot"
  int port = 8080;
  bool tls = false;         ///< the API server talks TLS to it, without looking at its certificate
  std::string base_path{};  ///< "" or "/coroot"
};

/// Nothing that changes the server passes.
std::unique_ptr<coroot::Link> service_proxy_link(kube::ReadSession session, const ProxiedService& service);
/// Everything passes that the session lets pass.
std::unique_ptr<coroot::Link> writing_proxy_link(std::shared_ptr<kube::Session> session, const ProxiedService& service);

}  // namespace corootctl::hub
