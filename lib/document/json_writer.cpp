#include <cmath>

#include "document/json.hpp"
#include "document/number.hpp"
#include "document/utf8.hpp"

namespace corootctl::document {
namespace {

class Writer {
 public:
  Writer(std::string& out, int indent) : out_(out), indent_(indent) {}

  void write(const Value& value, int level) {
    if (value.is_object()) return write_object(value.as_object(), level);
    if (value.is_list()) return write_list(value.as_list(), level);
    if (value.is_string()) return write_text(value.as_string());
    if (value.is_null()) {
      out_ += "null";
    } else if (value.is_number()) {
      out_ += number_text(value);
    } else {
      out_ += value.as_bool() ? "true" : "false";
    }
  }

 private:
  void new_line(int level) {
    if (indent_ < 0) return;
    out_ += '\n';
    out_.append(static_cast<std::size_t>(indent_) * static_cast<std::size_t>(level), ' ');
  }

  void write_object(const Object& object, int level) {
    if (object.empty()) {
      out_ += "{}";
      return;
    }
    char separator = '{';
    for (const Member& member : object) {
      out_ += separator;
      separator = ',';
      new_line(level + 1);
      write_text(member.key);
      out_ += indent_ < 0 ? ":" : ": ";
      write(member.value, level + 1);
    }
    new_line(level);
    out_ += '}';
  }

  void write_list(const List& items, int level) {
    if (items.empty()) {
      out_ += "[]";
      return;
    }
    char separator = '[';
    for (const Value& item : items) {
      out_ += separator;
      separator = ',';
      new_line(level + 1);
      write(item, level + 1);
    }
    new_line(level);
    out_ += ']';
  }

  void write_text(std::string_view text) {
    out_ += '"';
    for (std::size_t at = 0; at < text.size();) {
      const Character character = character_at(text, at);
      if (character.valid && character.size > 1) {
        out_ += text.substr(at, character.size);
      } else {
        write_byte(text[at], character.valid);
      }
      at += character.size;
    }
    out_ += '"';
  }

  void write_byte(char byte, bool valid) {
    if (!valid) {
      out_ += "\xEF\xBF\xBD";  // U+FFFD: JSON has no way to carry a byte that is no text
    } else if (byte == '"' || byte == '\\') {
      out_ += {'\\', byte};
    } else if (byte == '\n') {
      out_ += "\\n";
    } else if (byte == '\t') {
      out_ += "\\t";
    } else if (byte == '\r') {
      out_ += "\\r";
    } else if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F) {
      out_ += fmt::format("\\u{:04x}", static_cast<unsigned>(byte));
    } else {
      out_ += byte;
    }
  }

  std::string& out_;
  int indent_;
};

}  // namespace

std::string number_text(const Value& value) {
  if (value.is_integer()) return fmt::format("{}", value.as_integer());
  const double number = value.as_number();
  if (!std::isfinite(number)) return "null";
  std::string text = fmt::format("{}", number);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";  // else it would come back as an integer
  return text;
}

std::string to_json(const Value& value, int indent) {
  std::string out;
  Writer(out, indent).write(value, 0);
  return out;
}

}  // namespace corootctl::document
