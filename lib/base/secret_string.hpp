/// A key, token or password in memory. It cannot be printed, formatted or compared by accident, and it is wiped when
/// it goes away. Take the text out with reveal() only where a request or a Secret is built.
#pragma once

#include <string>
#include <string_view>

namespace corootctl {

class SecretString {
 public:
  SecretString() = default;
  explicit SecretString(std::string text) : text_(std::move(text)) {}
  SecretString(const SecretString&) = default;
  SecretString(SecretString&& other) noexcept;
  SecretString& operator=(SecretString other) noexcept;
  ~SecretString();

  bool empty() const { return text_.empty(); }
  std::size_t size() const { return text_.size(); }
  /// The text itself. Borrowed: never store it, never put it into an Error or a log line.
  std::string_view reveal() const { return text_; }
  /// Constant-time comparison.
  bool equals(const SecretString& other) const;

 private:
  std::string text_{};
};

/// Overwrites the characters of a text that held a secret.
void wipe(std::string& text);

}  // namespace corootctl
