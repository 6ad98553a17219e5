/// Terminals whose locale knows ASCII only.
#pragma once

#include <string>
#include <string_view>

#include "base/environment.hpp"
#include "cli/output/stream.hpp"

namespace corootctl::cli {

/// Whether the locale's letters are UTF-8: the first of LC_ALL, LC_CTYPE and LANG that is set and not empty decides
/// (POSIX, Base Definitions 8.2); without any of them it is the POSIX locale, which is ASCII.
bool is_utf8_locale(const Environment& env);

/// The text with as many columns in ASCII: our branches, bars, arrows and cuts as signs that look alike, every other
/// letter as "?".
std::string in_ascii(std::string_view text);

/// Passes everything on in ASCII. Texts must not be cut inside of a character.
class AsciiOutput final : public Output {
 public:
  explicit AsciiOutput(Output& to) : to_(to) {}
  void write(std::string_view text) override { to_.write(in_ascii(text)); }
  std::string failure() const override { return to_.failure(); }

 private:
  Output& to_;
};

}  // namespace corootctl::cli
