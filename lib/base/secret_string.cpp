#include "base/secret_string.hpp"

#include <cstring>

namespace corootctl {

void wipe(std::string& text) {
  explicit_bzero(text.data(), text.capacity());
  text.clear();
}

SecretString::~SecretString() { wipe(text_); }

SecretString::SecretString(SecretString&& other) noexcept : text_(std::move(other.text_)) { wipe(other.text_); }

SecretString& SecretString::operator=(SecretString other) noexcept {
  wipe(text_);
  text_ = std::move(other.text_);  // a short text is copied by a move; the old place is wiped with `other`
  return *this;
}

bool SecretString::equals(const SecretString& other) const {
  if (text_.size() != other.text_.size()) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < text_.size(); ++i) {
    difference = static_cast<unsigned char>(difference | (text_[i] ^ other.text_[i]));
  }
  return difference == 0;
}

}  // namespace corootctl
