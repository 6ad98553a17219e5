/// The `oidc` auth-provider (connections 31): its id-token is used while it is valid. It is never refreshed:
/// that would write to the kubeconfig.
#pragma once

#include <chrono>

#include "base/result.hpp"
#include "base/secret_string.hpp"
#include "kube/config/kubeconfig.hpp"

namespace corootctl::kube {

/// The user's id-token. Errors: config for missing settings or a token that cannot be read, unauthorized for one that
/// is expired or expires within ten seconds; the hint says what to do.
Result<SecretString> oidc_token(const UserEntry& user, std::chrono::system_clock::time_point now);

}  // namespace corootctl::kube
