/// Digests and encodings, by OpenSSL.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret_string.hpp"

namespace corootctl::http {

std::string base64_encode(std::string_view bytes);
/// Padded standard alphabet; CR and LF are skipped, anything else is an error (kubeconfig 24).
Result<std::string> base64_decode(std::string_view text);
/// Lower-case hex.
std::string sha256_hex(std::string_view bytes);
std::string hmac_sha256_hex(std::string_view key, std::string_view bytes);
/// `bytes` random bytes as hex.
std::string random_hex(std::size_t bytes);

}  // namespace corootctl::http
