/// What a credential plugin is told and what it answers (connections 37, 38, 41).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret_string.hpp"
#include "kube/config/kubeconfig.hpp"

namespace corootctl::kube {

/// A token, a certificate with its key, or both.
struct ExecCredential {
  SecretString token{};
  std::string client_certificate_pem{};
  SecretString client_key_pem{};
  std::optional<std::chrono::system_clock::time_point> expires{};  ///< absent = good until this process ends
};

/// Reads a plugin's standard output, JSON or YAML. Errors: config; never a piece of the output.
Result<ExecCredential> parse_exec_credential(std::string_view output, const std::string& api_version);

/// KUBERNETES_EXEC_INFO: one line of JSON and a newline. `ca_pem` = the cluster's CA bytes, "" = none.
std::string exec_info(const ConnectionSpec& spec, std::string_view ca_pem, bool interactive);

}  // namespace corootctl::kube
