/// Acting as somebody else (connections 30).
#pragma once

#include <vector>

#include "http/transport.hpp"
#include "kube/config/kubeconfig.hpp"

namespace corootctl::kube {

/// Impersonate-User, -Uid, -Group (one a group) and -Extra-<key> (one a value), in that order.
std::vector<http::Header> impersonation_headers(const UserEntry& user);

}  // namespace corootctl::kube
