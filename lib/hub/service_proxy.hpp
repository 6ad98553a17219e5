/// Coroot's server behind the Kubernetes API's service proxy: no ingress, no port-forward (DESIGN 3.7,
/// facts 6.38-6.45).
#pragma once

#include <memory>
#include <string>

#include "coroot/client.hpp"
#include "kube/session/session.hpp"

namespace corootctl::hub {

/// `service_name` = "coroot-coroot", `port` = 8080 of the installation in `namespace_name`.
std::unique_ptr<coroot::Link> service_proxy_link(std::shared_ptr<kube::Session> session,
                                                 const std::string& namespace_name, const std::string& service_name,
                                                 int port);

}  // namespace corootctl::hub
