/// Characters of UTF-8 text: where they begin, whether they can be seen, how many terminal columns they take. The only
/// place that knows Unicode's tables, which are utf8proc's, so that no answer depends on the machine's locale.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace corootctl {

/// One decoded character; `valid` is false for a byte that starts no character (then `size` is 1).
struct Character {
  char32_t code = 0;
  std::size_t size = 1;
  bool valid = true;
};

/// The character that starts at `text[at]`; overlong forms and surrogates are not valid. `at` must be inside.
Character character_at(std::string_view text, std::size_t at);

void append_utf8(std::string& out, char32_t code);

bool is_utf8(std::string_view text);

/// False for controls, line and paragraph separators, and what only steers its neighbours (joiners, directions, marks
/// of byte order): a reader of the text would not see it.
bool is_visible(char32_t code);

/// Terminal columns: 2 for East Asian wide characters and emoji, 0 for combining marks and what is not visible, 1 for a
/// byte that is no character.
std::size_t width_of(const Character& character);

}  // namespace corootctl
