#include "base/json_text.hpp"

#include <fmt/format.h>

#include <iterator>

#include "base/utf8.hpp"

namespace corootctl {
namespace {

/// Bytes of the first character when it may stand as it is, else 0.
std::size_t plain_size(std::string_view text) {
  const Character first = character_at(text, 0);
  const bool escaped = first.code < 0x20 || first.code == 0x7F || first.code == '"' || first.code == '\\';
  return first.valid && !escaped ? first.size : 0;
}

void append_escaped(std::string& out, char byte) {
  switch (byte) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\t': out += "\\t"; return;
    case '\r': out += "\\r"; return;
    default: break;
  }
  const auto code = static_cast<unsigned char>(byte);
  if (code < 0x80)
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", code);
  else
    out += "\xEF\xBF\xBD";
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const std::size_t size = plain_size(text);
    if (size > 0)
      out += text.substr(0, size);
    else
      append_escaped(out, text.front());
    text.remove_prefix(size > 0 ? size : 1);
  }
  out += '"';
}

void append_json_key(std::string& out, std::string_view key) {
  if (!out.ends_with('{')) out += ',';
  append_json_text(out, key);
  out += ':';
}

}  // namespace corootctl
