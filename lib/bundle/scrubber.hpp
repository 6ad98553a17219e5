/// Takes known secrets out of texts, in every form in which programs write them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret_string.hpp"

namespace corootctl::bundle {

/// What stands where a secret was.
inline constexpr std::string_view hidden = "<hidden>";

/// The forms of a secret that are looked for: as it is, base64 (padded or not, standard and for URLs, also inside a
/// longer text that was encoded as a whole, and base64 of base64), hexadecimal in both cases, percent-encoded, and as
/// JSON escapes it.
std::vector<std::string> forms_of(std::string_view secret);

class Scrubber {
 public:
  /// Shorter ones are too common in other words: those are left to redaction by field.
  static constexpr std::size_t shortest = 6;

  /// Several threads may add; none may while another scrubs.
  void add(const SecretString& secret);
  std::size_t count() const;
  /// The text without any form of any secret that was added.
  std::string scrub(std::string text) const;

  Scrubber();
  ~Scrubber();
  Scrubber(const Scrubber&) = delete;
  Scrubber& operator=(const Scrubber&) = delete;

 private:
  struct Known;
  std::unique_ptr<Known> known_;
};

}  // namespace corootctl::bundle
