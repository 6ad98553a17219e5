#include "base/base64.hpp"

#include <openssl/evp.h>

#include <algorithm>

#include "base/on_demand.hpp"

namespace corootctl {

CTL_ON_DEMAND("libcrypto.so.3", EVP_EncodeBlock);
CTL_ON_DEMAND("libcrypto.so.3", EVP_DecodeBlock);

namespace {

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3), '\0');  // OpenSSL ends with a NUL, for which a string has room
  EVP_EncodeBlock(bytes_of(out), bytes_of(bytes), static_cast<int>(bytes.size()));
  return out;
}

Result<std::string> base64_decode(std::string_view text) {
  std::string letters(text);
  std::erase_if(letters, [](char c) { return c == '\r' || c == '\n'; });
  const std::size_t padding = letters.size() - std::min(letters.find('='), letters.size());
  std::string out(letters.size() / 4 * 3, '\0');
  // OpenSSL would leave out blanks at either end, which makes less of them, and takes "=" for a letter
  const int size = EVP_DecodeBlock(bytes_of(out), bytes_of(letters), static_cast<int>(letters.size()));
  const bool good =
      padding <= 2 && letters.ends_with(std::string(padding, '=')) && size == static_cast<int>(out.size());
  if (!good) return fail(ErrorKind::config, "not base64 (standard alphabet, padded)");
  out.resize(out.size() - padding);
  return out;
}

}  // namespace corootctl
