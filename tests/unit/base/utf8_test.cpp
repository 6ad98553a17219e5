#include "base/utf8.hpp"

#include <doctest/doctest.h>

#include <string>

namespace corootctl::tests::base_utf8 {

TEST_CASE("every character is found where it starts and written as it was") {
  for (const char32_t code : {U'a', U'\x7F', U'\x80', U'ö', U'\u07FF', U'\u0800', U'集', U'\uD7FF', U'\uE000',
                              U'\uFFFF', U'\U00010000', U'😀', U'\U0010FFFF'}) {
    std::string text;
    append_utf8(text, code);
    const Character character = character_at("x" + text + "y", 1);
    CHECK(character.valid);
    CHECK(character.code == code);
    CHECK(character.size == text.size());
    CHECK(is_utf8(text));
  }
}

TEST_CASE("a byte that starts no character counts alone") {
  for (const std::string text : {"\xFF", "\x80", "\xC3", "\xE2\x80", "\xF0\x9F\x98", "\xC0\x80", "\xE0\x80\x80",
                                 "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3(", "\xF8\x88\x80\x80\x80"}) {
    CAPTURE(text);
    const Character character = character_at(text, 0);
    CHECK_FALSE(character.valid);
    CHECK(character.size == 1);
    CHECK(width_of(character) == 1);
    CHECK_FALSE(is_utf8("ok " + text));
  }
}

TEST_CASE("what steers a text without being seen in it is not visible") {
  for (const char32_t code : {U'\0', U'\n', U'\x1B', U'\x7F', U'\x85', U'\u00AD', U'\u200B', U'\u200D', U'\u2028',
                              U'\u2029', U'\u202E', U'\uFEFF', U'\U000E0041'}) {
    CHECK_FALSE(is_visible(code));
  }
  for (const char32_t code : {U' ', U'a', U'\u00A0', U'ö', U'\u0301', U'集', U'😀', U'\uFE0F', U'\uE000'}) {
    CHECK(is_visible(code));
  }
}

}  // namespace corootctl::tests::base_utf8
