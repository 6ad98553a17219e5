#include "document/number.hpp"
#include "document/scalar.hpp"
#include "document/utf8.hpp"
#include "document/yaml.hpp"

namespace corootctl::document {
namespace {

constexpr std::size_t none = std::string_view::npos;

/// Readers look for the colon of a key within 1024 characters; longer keys need the "? key" form.
constexpr std::size_t longest_simple_key = 1000;

/// A character that may stand in a scalar as it is: printable, not a line break, not invisible.
bool is_plain_character(const Character& character) {
  const char32_t code = character.code;
  if (!character.valid || code < 0x20 || (code >= 0x7F && code < 0xA0)) return false;
  return code != 0xAD && code != 0x2028 && code != 0x2029 && code != 0xFEFF && code != 0xFFFE && code != 0xFFFF &&
         !(code >= 0x200B && code <= 0x200F) && !(code >= 0x202A && code <= 0x202E);
}

bool has_only_plain_characters(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const Character character = character_at(text, at);
    if (!is_plain_character(character)) return false;
    at += character.size;
  }
  return true;
}

bool starts_like_syntax(std::string_view text) {
  if (text[0] == '-') return text.size() == 1 || text[1] == ' ' || text.starts_with("---");
  return std::string_view(",[]{}#&*!|>'\"%@`?: ").find(text[0]) != none || text.starts_with("...");
}

bool can_stand_unquoted(std::string_view text) {
  if (text.empty() || starts_like_syntax(text)) return false;
  if (text.back() == ' ' || text.back() == ':') return false;
  if (text.find(": ") != none || text.find(" #") != none) return false;
  return has_only_plain_characters(text) && !reads_as_other_than_string(text);
}

/// A text of several lines that a literal block ("|") carries unchanged.
bool can_stand_as_block(std::string_view text) {
  if (text.find('\n') == none || text.find_first_not_of('\n') == none) return false;
  // a first line that is empty or indented would need an indentation mark
  if (text[0] == '\n' || text[0] == ' ') return false;
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t to = std::min(text.find('\n', from), text.size());
    const std::string_view line = text.substr(from, to - from);
    const bool blank = !line.empty() && line.find_first_not_of(' ') == none;
    if (blank || line.ends_with(' ') || !has_only_plain_characters(line)) return false;
    from = to + 1;
  }
  return true;
}

void append_escaped(std::string& out, std::string_view text, const Character& character) {
  const char32_t code = character.code;
  if (!character.valid) {
    out += "\\uFFFD";  // a byte that is no text has no spelling in YAML
  } else if (code == '"' || code == '\\') {
    out += {'\\', static_cast<char>(code)};
  } else if (code == '\n' || code == '\t' || code == '\r') {
    out += code == '\n' ? "\\n" : code == '\t' ? "\\t" : "\\r";
  } else if (is_plain_character(character)) {
    out += text;
  } else {
    const auto number = static_cast<unsigned>(code);
    out += number < 0x100 ? fmt::format("\\x{:02X}", number) : fmt::format("\\u{:04X}", number);
  }
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const Character character = character_at(text, at);
    append_escaped(out, text.substr(at, character.size), character);
    at += character.size;
  }
  return out + '"';
}

std::string on_one_line(std::string_view text) { return can_stand_unquoted(text) ? std::string(text) : quoted(text); }

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  /// Writes `value` where the cursor stands; nested lines begin with `indent` spaces.
  void write(const Value& value, std::size_t indent) {
    if (is_block(value)) {
      value.is_object() ? write_members(value.as_object(), indent) : write_items(value.as_list(), indent);
    } else {
      write_scalar(value, indent);
      out_ += '\n';
    }
  }

 private:
  static bool is_block(const Value& value) { return !value.as_object().empty() || !value.as_list().empty(); }

  void write_members(const Object& object, std::size_t indent) {
    bool first = true;
    for (const Member& member : object) {
      if (!first) out_.append(indent, ' ');
      first = false;
      write_key(member.key, indent);
      write_behind_key(member.value, indent);
    }
  }

  void write_key(std::string_view key, std::size_t indent) {
    const std::string text = on_one_line(key);
    const bool simple = text.size() <= longest_simple_key;
    if (!simple) out_ += "? ";
    out_ += text;
    if (!simple) out_.append("\n").append(indent, ' ');
    out_ += ':';
  }

  /// A list under a key stands at the key's own indentation, as kubectl prints it.
  void write_behind_key(const Value& value, std::size_t indent) {
    if (!is_block(value)) {
      out_ += ' ';
      return write(value, indent + 2);
    }
    const std::size_t inner = value.is_object() ? indent + 2 : indent;
    out_ += '\n';
    out_.append(inner, ' ');
    write(value, inner);
  }

  void write_items(const List& items, std::size_t indent) {
    bool first = true;
    for (const Value& item : items) {
      if (!first) out_.append(indent, ' ');
      first = false;
      out_ += "- ";
      write(item, indent + 2);
    }
  }

  void write_scalar(const Value& value, std::size_t indent) {
    if (value.is_string()) return write_text(value.as_string(), indent);
    if (value.is_object()) {
      out_ += "{}";
    } else if (value.is_list()) {
      out_ += "[]";
    } else if (value.is_number()) {
      out_ += number_text(value);
    } else {
      out_ += value.is_null() ? "null" : value.as_bool() ? "true" : "false";
    }
  }

  void write_text(std::string_view text, std::size_t indent) {
    // at the top level a block's lines would begin at column 1, where "---" ends the document
    if (indent == 0 || !can_stand_as_block(text)) {
      out_ += on_one_line(text);
      return;
    }
    out_ += text.ends_with("\n\n") ? "|+" : text.ends_with('\n') ? "|" : "|-";
    if (text.ends_with('\n')) text.remove_suffix(1);
    for (std::size_t from = 0; from <= text.size();) {
      const std::size_t to = std::min(text.find('\n', from), text.size());
      out_ += '\n';
      if (to > from) out_.append(indent, ' ').append(text.substr(from, to - from));
      from = to + 1;
    }
  }

  std::string& out_;
};

}  // namespace

std::string to_yaml(const Value& value) {
  std::string out;
  Writer(out).write(value, 0);
  return out;
}

}  // namespace corootctl::document
