#include <yaml-cpp/emitter.h>

#include <algorithm>
#include <cmath>

#include "base/utf8.hpp"
#include "document/json.hpp"
#include "document/scalar.hpp"
#include "document/yaml.hpp"

namespace corootctl::document {
namespace {

constexpr std::size_t npos = std::string_view::npos;

/// Readers look for the colon of a key within 1024 characters, and an escape makes four of one. yaml-cpp counts the
/// characters of the text only; that is right for keys without quotes.
constexpr std::size_t longest_quoted_key = 250;

/// How a text can be told. yaml-cpp knows neither what readers of YAML 1.1 take for numbers, words or dates nor which
/// characters cannot be seen, and its literal blocks lose blanks: it writes what is asked for here.
enum class Style {
  plain,    ///< as it is
  quoted,   ///< "...", with escapes for line breaks and controls
  escaped,  ///< quoted, with escapes for everything beyond ASCII
  binary,   ///< !!binary: code points that are no characters, which yaml-cpp would replace
};

/// U+FDD0 to U+FDEF and the last two of each plane.
bool is_noncharacter(char32_t code) { return (code >= 0xFDD0 && code <= 0xFDEF) || (code & 0xFFFE) == 0xFFFE; }

/// The least style that carries every character of the text.
Style least_style(std::string_view text) {
  Style style = Style::plain;
  for (std::size_t at = 0; at < text.size();) {
    const Character character = character_at(text, at);
    at += character.size;
    if (character.valid && is_noncharacter(character.code)) {
      style = std::max(style, Style::binary);
    } else if (!character.valid || character.code < ' ') {
      style = std::max(style, Style::quoted);  // yaml-cpp puts U+FFFD for a byte that is no text
    } else if (!is_visible(character.code)) {
      style = std::max(style, Style::escaped);
    }
  }
  return style == Style::binary && !is_utf8(text) ? Style::escaped : style;
}

bool starts_like_syntax(std::string_view text) {
  if (text[0] == '-') return text.size() == 1 || text[1] == ' ' || text.starts_with("---");
  return std::string_view(",[]{}#&*!|>'\"%@`?: ").find(text[0]) != npos || text.starts_with("...");
}

bool needs_quotes(std::string_view text) {
  if (text.empty() || starts_like_syntax(text) || text.back() == ' ' || text.back() == ':') return true;
  return text.find(": ") != npos || text.find(" #") != npos || reads_as_other_than_string(text);
}

Style style_of(std::string_view text) {
  const Style style = least_style(text);
  return style == Style::plain && needs_quotes(text) ? Style::quoted : style;
}

/// 1.0e+21: to strict readers of YAML 1.1 only what has a point is a number with an exponent.
std::string number_of(const Value& value) {
  std::string text = number_text(value);
  const auto exponent = text.find('e');
  if (exponent != npos && text.find('.') == npos) text.insert(exponent, ".0");
  return text;
}

class YamlWriter {
 public:
  YamlWriter() { out_.SetNullFormat(YAML::LowerNull); }

  void write(const Value& value) {
    if (value.is_object()) return write_object(value.as_object());
    if (value.is_list()) return write_list(value.as_list());
    if (value.is_string()) return write_text(value.as_string(), style_of(value.as_string()));
    if (value.is_bool()) {
      out_ << value.as_bool();
    } else if (value.is_number() && std::isfinite(value.as_number())) {
      out_ << number_of(value);
    } else {
      out_ << YAML::Null;
    }
  }

  std::string text() const { return std::string(out_.c_str(), out_.size()) + '\n'; }

 private:
  void write_object(const Object& object) {
    if (object.empty()) out_ << YAML::Flow;  // {}
    out_ << YAML::BeginMap;
    for (const Member& member : object) {
      const Style style = style_of(member.key);
      out_ << YAML::Key;
      if (style != Style::plain && member.key.size() > longest_quoted_key) out_ << YAML::LongKey;
      write_text(member.key, style);
      out_ << YAML::Value;
      write(member.value);
    }
    out_ << YAML::EndMap;
  }

  void write_list(const List& items) {
    if (items.empty()) out_ << YAML::Flow;  // []
    out_ << YAML::BeginSeq;
    for (const Value& item : items) write(item);
    out_ << YAML::EndSeq;
  }

  void write_text(const std::string& text, Style style) {
    if (style == Style::binary) {
      out_ << YAML::Binary(reinterpret_cast<const unsigned char*>(text.data()), text.size());
      return;
    }
    if (style == Style::escaped) out_ << YAML::EscapeNonAscii;
    if (style != Style::plain) out_ << YAML::DoubleQuoted;
    out_ << text;
  }

  YAML::Emitter out_{};
};

}  // namespace

std::string to_yaml(const Value& value) {
  YamlWriter writer;
  writer.write(value);
  return writer.text();
}

}  // namespace corootctl::document
