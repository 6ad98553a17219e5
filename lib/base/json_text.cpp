#include "base/json_text.hpp"

#include <fmt/format.h>
#include <utf8proc.h>

#include <iterator>

namespace corootctl {
namespace {

/// Bytes of the first character when it may stand as it is, else 0.
std::size_t plain_size(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text.front());
  if (byte < 0x80) return byte >= 0x20 && byte != 0x7F && byte != '"' && byte != '\\' ? 1 : 0;
  utf8proc_int32_t code = 0;
  const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &code);
  return size > 0 ? static_cast<std::size_t>(size) : 0;
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
