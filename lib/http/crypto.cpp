#include "http/crypto.hpp"

#include <fmt/format.h>

#include <array>
#include <span>
#include <stdexcept>
#include <vector>

#include "http/openssl_functions.hpp"

namespace corootctl::http {
namespace {

using Bytes = std::vector<unsigned char>;

std::string to_hex(std::span<const unsigned char> bytes) { return fmt::format("{:02x}", fmt::join(bytes, "")); }

/// Fetched once, and kept as long as the process: the first look-up fills OpenSSL's tables, and threads that need them
/// at the same moment would each do that work.
const EVP_MD* sha256() {
  static const EVP_MD* const kept = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return kept;
}

Bytes to_bytes(std::string_view text) { return {text.begin(), text.end()}; }

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 is not available");  // only a broken OpenSSL gets here
  }
  return to_hex({digest.data(), size});
}

std::string hmac_sha256_hex(std::string_view key, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  const Bytes in = to_bytes(bytes);
  if (HMAC(sha256(), key.data(), static_cast<int>(key.size()), in.data(), in.size(), digest.data(), &size) == nullptr) {
    throw std::runtime_error("HMAC-SHA-256 is not available");
  }
  return to_hex({digest.data(), size});
}

std::string random_hex(std::size_t bytes) {
  Bytes out(bytes);
  if (bytes > 0 && RAND_bytes(out.data(), static_cast<int>(bytes)) != 1) {
    throw std::runtime_error("the system's random generator failed");
  }
  return to_hex(out);
}

}  // namespace corootctl::http
