#include "cli/output/ascii.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace corootctl::cli {
namespace {

constexpr std::array<std::pair<std::string_view, char>, 15> signs{{{"├", '|'},
                                                                   {"└", '`'},
                                                                   {"│", '|'},
                                                                   {"─", '-'},
                                                                   {"…", '~'},
                                                                   {"→", '>'},
                                                                   {"·", '.'},
                                                                   {"▁", '_'},
                                                                   {"▂", '_'},
                                                                   {"▃", '.'},
                                                                   {"▄", '-'},
                                                                   {"▅", '-'},
                                                                   {"▆", '='},
                                                                   {"▇", '#'},
                                                                   {"█", '#'}}};

std::string sign_for(std::string_view text, const Character& character) {
  const std::string_view bytes = text.substr(0, character.size);
  const auto found = std::find_if(signs.begin(), signs.end(), [&](const auto& sign) { return sign.first == bytes; });
  return found == signs.end() ? std::string(width_of(character), '?') : std::string(1, found->second);
}

}  // namespace

bool is_utf8_locale(const Environment& env) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string value = lower(env.get_or_empty(name));
    if (!value.empty()) return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return false;
}

std::string in_ascii(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Character next = character_at(text, 0);
    const bool is_ascii = next.size == 1 && static_cast<unsigned char>(text[0]) < 0x80;
    out += is_ascii ? std::string(1, text[0]) : sign_for(text, next);
    text.remove_prefix(next.size);
  }
  return out;
}

}  // namespace corootctl::cli
