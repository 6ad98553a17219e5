/// Checking PEM texts before libcurl sees them: it reports a bad one badly, and OpenSSL would ask for a pass phrase on
/// the terminal.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret_string.hpp"

namespace corootctl::http {

/// The usable certificates of a CA text; what is outside of blocks and blocks that do not parse are skipped, as Go does
/// (connections 2). Errors: config, when not one is usable.
Result<std::string> usable_certificates(std::string_view pem);

/// The last moment at which the first certificate is good; nullopt when there is none.
std::optional<std::chrono::system_clock::time_point> end_of_certificate(const std::string& pem);

/// Whether certificate and key can be used together. Errors: config: no certificate, no key, encrypted, mismatched.
Result<> check_key_pair(const std::string& certificate_pem, const SecretString& key_pem);

}  // namespace corootctl::http
