#include "document/utf8.hpp"

#include <algorithm>

namespace corootctl::document {
namespace {

constexpr std::size_t none = std::string_view::npos;

unsigned byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

/// The printable characters of YAML 1.1 (section 5.1), which go-yaml's reader enforces.
bool is_allowed(char32_t code) {
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  if (code < 0x7F || code == 0x85) return true;
  if (code < 0xA0 || code == 0xFEFF) return false;
  return code != 0xFFFE && code != 0xFFFF;
}

/// Offset of the first character that may not stand there, or npos.
std::size_t first_refused(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] >= ' ' && text[at] < 0x7F) {  // nearly all of nearly every text
      ++at;
      continue;
    }
    const Character character = character_at(text, at);
    if (!character.valid || !is_allowed(character.code)) return at;
    at += character.size;
  }
  return none;
}

char32_t unit_at(std::string_view text, std::size_t at, bool big_endian) {
  const unsigned first = byte_at(text, at);
  const unsigned second = byte_at(text, at + 1);
  return big_endian ? first << 8 | second : second << 8 | first;
}

/// Broken pairs and an odd last byte become U+FFFF, which the later check refuses with its position.
std::string from_utf16(std::string_view text, bool big_endian) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += 2) {
    char32_t code = at + 1 < text.size() ? unit_at(text, at, big_endian) : 0xFFFF;
    if (code >= 0xD800 && code < 0xE000) {
      const char32_t low = code < 0xDC00 && at + 3 < text.size() ? unit_at(text, at + 2, big_endian) : 0;
      const bool pair = low >= 0xDC00 && low < 0xE000;
      code = pair ? 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) : 0xFFFF;
      if (pair) at += 2;
    }
    append_utf8(out, code);
  }
  return out;
}

std::string decode(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) return std::string(text.substr(3));
  if (text.starts_with("\xFF\xFE")) return from_utf16(text.substr(2), false);
  if (text.starts_with("\xFE\xFF")) return from_utf16(text.substr(2), true);
  return std::string(text);
}

}  // namespace

Position position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t last_break = before.rfind('\n');
  const std::size_t column = last_break == none ? before.size() + 1 : before.size() - last_break;
  return {static_cast<int>(lines) + 1, static_cast<int>(column)};
}

Result<std::string> to_clean_utf8(std::string_view text, const std::string& source) {
  std::string out = decode(text);
  const std::size_t refused = first_refused(out);
  if (refused == none) return out;
  const bool broken = !character_at(out, refused).valid;
  return fail_at(source, position_of(out, refused),
                 broken ? "the text is not valid UTF-8" : "control characters are not allowed");
}

tl::unexpected<Error> fail_at(const std::string& source, Position position, std::string_view reason) {
  const auto place = position.line > 0 ? fmt::format("line {}, column {}: ", position.line, position.column) : "";
  auto error = make_error(ErrorKind::config, "{}: {}{}", source, place, reason);
  error.flaw = {position.line, position.column, std::string(reason)};
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace corootctl::document
