/// Colour, only where it is wanted.
#pragma once

#include <string>
#include <string_view>

#include "base/environment.hpp"

namespace corootctl::cli {

enum class Tone { plain, good, warning, bad, dim, strong };

struct Style {
  bool colour = false;
  bool plain = false;  ///< for screen readers: one fact a line, nothing drawn
  /// The text in its tone; unchanged without colour.
  std::string paint(std::string_view text, Tone tone) const;
};

/// Colour for a stream: --plain, --no-color and a non-empty NO_COLOR forbid it, then a CLICOLOR_FORCE other than "" and
/// "0" forces it, else the stream must be a terminal that is not "dumb" (no-color.org, bixense.com/clicolors).
Style style_for(const Environment& env, bool is_terminal, bool no_color_flag, bool plain_flag = false);

}  // namespace corootctl::cli
