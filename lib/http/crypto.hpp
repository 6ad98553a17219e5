/// Digests and random bytes, by OpenSSL.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret_string.hpp"

namespace corootctl::http {

/// Lower-case hex.
std::string sha256_hex(std::string_view bytes);
std::string hmac_sha256_hex(std::string_view key, std::string_view bytes);
/// `bytes` random bytes as hex.
std::string random_hex(std::size_t bytes);

}  // namespace corootctl::http
