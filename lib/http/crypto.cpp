#include "http/crypto.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <stdexcept>
#include <vector>

namespace corootctl::http {
namespace {

using Bytes = std::vector<unsigned char>;

std::string to_hex(const unsigned char* bytes, std::size_t size) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(size * 2);
  for (std::size_t i = 0; i < size; ++i) {
    out += digits[bytes[i] >> 4U];
    out += digits[bytes[i] & 15U];
  }
  return out;
}

Bytes to_bytes(std::string_view text) { return {text.begin(), text.end()}; }

/// The six bits of each letter of the standard alphabet; -1 for anything else. A table, because a kubeconfig of many
/// clusters is mostly base64.
constexpr std::array<int, 256> sextets = [] {
  std::array<int, 256> out{};
  out.fill(-1);
  int value = 0;
  for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")) {
    out[static_cast<unsigned char>(c)] = value++;
  }
  return out;
}();

}  // namespace

std::string base64_encode(std::string_view bytes) {
  const Bytes in = to_bytes(bytes);
  Bytes out(4 * ((in.size() + 2) / 3) + 1);  // EVP_EncodeBlock ends with a NUL
  const int size = EVP_EncodeBlock(out.data(), in.data(), static_cast<int>(in.size()));
  return {out.begin(), out.begin() + size};
}

Result<std::string> base64_decode(std::string_view text) {
  std::string out(text.size() / 4 * 3 + 3, '\0');
  auto end = out.begin();
  const auto put = [&end](unsigned byte) { *end++ = static_cast<char>(byte & 0xffU); };
  unsigned bits = 0;
  std::size_t letters = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    if (c == '\r' || c == '\n') continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    const int value = sextets[static_cast<unsigned char>(c)];
    if (value < 0 || padding > 0) return fail(ErrorKind::config, "not base64 (standard alphabet, padded)");
    bits = (bits << 6U) | static_cast<unsigned>(value);
    if (++letters % 4 != 0) continue;
    put(bits >> 16U);
    put(bits >> 8U);
    put(bits);
  }
  const std::size_t wanted = (4 - letters % 4) % 4;
  if (letters % 4 == 1 || padding != wanted) return fail(ErrorKind::config, "not base64 (standard alphabet, padded)");
  if (padding > 0) put(bits >> (padding == 2 ? 4U : 10U));
  if (padding == 1) put(bits >> 2U);
  out.erase(end, out.end());
  return out;
}

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 is not available");  // only a broken OpenSSL gets here
  }
  return to_hex(digest.data(), size);
}

std::string hmac_sha256_hex(std::string_view key, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  const Bytes in = to_bytes(bytes);
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), in.data(), in.size(), digest.data(), &size) ==
      nullptr) {
    throw std::runtime_error("HMAC-SHA-256 is not available");
  }
  return to_hex(digest.data(), size);
}

std::string random_hex(std::size_t bytes) {
  Bytes out(bytes);
  if (bytes > 0 && RAND_bytes(out.data(), static_cast<int>(bytes)) != 1) {
    throw std::runtime_error("the system's random generator failed");
  }
  return to_hex(out.data(), out.size());
}

}  // namespace corootctl::http
