/// Coroot's server behind the Kubernetes API's service proxy: no ingress, no port-forward (coroot-api 1-3).
#pragma once

#include <memory>
#include <string>

#include "coroot/client.hpp"
#include "kube/session/session.hpp"

namespace corootctl::hub {

/// `service_name` = "coroot-coroot", `port` = 8080 of the installation in `namespace_name`.
std::unique_ptr<coroot::Link> service_proxy_link(kube::ReadSession session, const std::string& namespace_name,
                                                 const std::string& service_name, int port);

}  // namespace corootctl::hub
