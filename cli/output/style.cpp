#include "cli/output/style.hpp"

namespace corootctl::cli {
namespace {

std::string_view escape_of(Tone tone) {
  switch (tone) {
    case Tone::good: return "\x1b[32m";
    case Tone::warning: return "\x1b[33m";
    case Tone::bad: return "\x1b[31m";
    case Tone::dim: return "\x1b[2m";
    case Tone::strong: return "\x1b[1m";
    case Tone::plain: break;
  }
  return {};
}

}  // namespace

std::string Style::paint(std::string_view text, Tone tone) const {
  const auto escape = escape_of(tone);
  if (!colour || escape.empty() || text.empty()) return std::string(text);
  return std::string(escape) + std::string(text) + "\x1b[0m";
}

Style style_for(const Environment& env, bool is_terminal, bool no_color_flag, bool plain_flag) {
  if (plain_flag) return {false, true};
  if (no_color_flag || !env.get_or_empty("NO_COLOR").empty()) return {false};
  const std::string force = env.get_or_empty("CLICOLOR_FORCE");
  if (!force.empty() && force != "0") return {true};
  return {is_terminal && env.get_or_empty("TERM") != "dumb" && env.get_or_empty("CLICOLOR") != "0"};
}

}  // namespace corootctl::cli
