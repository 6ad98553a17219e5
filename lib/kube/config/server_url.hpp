/// The kubeconfig's `server` as the base of every request (kubeconfig 45-48).
#pragma once

#include <string>

#include "base/result.hpp"

namespace corootctl::kube {

/// "https://host:6443/k8s/clusters/c-1", without a slash at the end: the path's slashes and dot segments are collapsed,
/// query and fragment dropped. Errors: config for no scheme, another scheme than http(s), user or password in it.
Result<std::string> normalized_server(const std::string& server);

}  // namespace corootctl::kube
