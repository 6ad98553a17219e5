#include "document/scalar.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace corootctl::document {
namespace {

constexpr std::string_view core = "tag:yaml.org,2002:";

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool is_null_word(std::string_view text) { return is_one_of(text, {"", "~", "null", "Null", "NULL"}); }

std::optional<bool> bool_word(std::string_view text) {
  if (is_one_of(text, {"y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"})) return true;
  if (is_one_of(text, {"n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"})) return false;
  return std::nullopt;
}

std::optional<double> special_float(std::string_view text) {
  if (is_one_of(text, {".nan", ".NaN", ".NAN"})) return std::numeric_limits<double>::quiet_NaN();
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (!is_one_of(text, {".inf", ".Inf", ".INF"})) return std::nullopt;
  return negative ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes "0x", "0b", "0o" or a leading 0 off and says which base they mean.
int take_base(std::string_view& digits) {
  if (digits.size() < 2 || digits[0] != '0') return 10;
  const char mark = static_cast<char>(digits[1] | 0x20);
  const int base = mark == 'x' ? 16 : mark == 'b' ? 2 : mark == 'o' ? 8 : 0;
  digits.remove_prefix(base == 0 ? 1 : 2);
  return base == 0 ? 8 : base;
}

/// `text` without underscores.
std::optional<Value> integer(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const int base = take_base(text);
  std::uint64_t magnitude = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), magnitude, base);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  constexpr std::uint64_t limit = std::uint64_t{1} << 63;
  if (negative && magnitude == limit) return Value(std::numeric_limits<std::int64_t>::min());
  if (magnitude < limit) {
    const auto value = static_cast<std::int64_t>(magnitude);
    return Value(negative ? -value : value);
  }
  const auto value = static_cast<double>(magnitude);
  return Value(negative ? -value : value);
}

std::string_view skip_digits(std::string_view text) {
  while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  return text;
}

/// [-+]? (digits [. digits?] | . digits) ([eE] [-+]? digits)?
bool is_decimal(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  std::string_view rest = skip_digits(text);
  const bool whole = rest.size() < text.size();
  if (rest.starts_with('.')) {
    const std::string_view fraction = rest.substr(1);
    rest = skip_digits(fraction);
    if (!whole && rest.size() == fraction.size()) return false;
  } else if (!whole) {
    return false;
  }
  if (rest.empty()) return true;
  if (rest[0] != 'e' && rest[0] != 'E') return false;
  rest.remove_prefix(1);
  if (rest.starts_with('-') || rest.starts_with('+')) rest.remove_prefix(1);
  return !rest.empty() && skip_digits(rest).empty();
}

/// A number beyond the range of double ("123e456") is no number; one too small for it is 0.
std::optional<Value> decimal(std::string_view text) {
  if (!is_decimal(text)) return std::nullopt;
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc()) return Value(value);
  const std::size_t exponent = text.find_first_of("eE");
  const bool tiny = exponent != std::string_view::npos && text.substr(exponent + 1).starts_with('-');
  if (tiny) return Value(0.0);
  return std::nullopt;
}

std::optional<Value> number(std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (text[0] == '.') return decimal(text);
  if (!is_digit(text[0]) && text[0] != '-' && text[0] != '+') return std::nullopt;
  std::string plain(text);
  std::erase(plain, '_');
  if (auto whole = integer(plain)) return whole;
  return decimal(plain);
}

std::optional<Value> as_tagged_number(std::string_view kind, std::string_view text) {
  auto value = number(text);
  if (!value) {
    const auto special = special_float(text);
    if (!special || kind != "float") return std::nullopt;
    return Value(*special);
  }
  if (kind == "int" && !value->is_integer()) return std::nullopt;
  return kind == "float" ? Value(value->as_number()) : value;
}

/// The bytes of a `!!binary` scalar, in which blanks and line breaks do not count; nothing when they are not UTF-8,
/// since a document tree holds text only.
std::optional<Value> binary_text(std::string_view text) {
  std::string digits(text);
  std::erase_if(digits, [](char c) { return c == ' ' || c == '\t'; });
  auto bytes = base64_decode(digits);
  if (!bytes || !is_utf8(*bytes)) return std::nullopt;
  return Value(std::move(*bytes));
}

/// 2020-01-01, with or without a time behind it.
bool looks_like_timestamp(std::string_view text) {
  const auto take_digits = [&text](std::size_t least, std::size_t most) {
    const std::size_t count = text.size() - skip_digits(text).size();
    text.remove_prefix(count);
    return count >= least && count <= most;
  };
  const auto take_dash = [&text] {
    const bool found = text.starts_with('-');
    if (found) text.remove_prefix(1);
    return found;
  };
  if (!take_digits(4, 4) || !take_dash() || !take_digits(1, 2) || !take_dash() || !take_digits(1, 2)) return false;
  return text.empty() || text[0] == 'T' || text[0] == 't' || text[0] == ' ';
}

/// 12:30:45, a number in base 60 to strict readers of YAML 1.1.
bool looks_sexagesimal(std::string_view text) {
  const bool only = text.find_first_not_of("0123456789_:.+-") == std::string_view::npos;
  return only && text.find(':') != std::string_view::npos && text.find_first_of("0123456789") <= 1;
}

/// A word or a number to some reader: many do not mind capitals, and they differ in where "_" and "," may stand among
/// digits (".5_", "0x_", "1,000"), so every place counts.
bool means_more_than_text(std::string_view text) {
  std::string simple = lower(text);
  const bool like_number = text.find_first_of("0123456789+-.") == 0;
  const auto separators = like_number ? std::erase_if(simple, [](char c) { return c == '_' || c == ','; }) : 0;
  if (separators > 0 && simple.find_first_of("123456789") == std::string::npos) return true;
  return !resolve_plain(simple).is_string();
}

}  // namespace

bool is_surely_string(std::string_view text) {
  constexpr std::size_t longest_word = 5;  // "false", "-.inf"
  return text.size() > longest_word && !is_digit(text[0]) && text[0] != '.' && text[0] != '-' && text[0] != '+';
}

Value resolve_plain(std::string_view text) {
  if (is_surely_string(text)) return text;
  if (is_null_word(text)) return {};
  if (const auto word = bool_word(text)) return *word;
  if (const auto special = special_float(text)) return *special;
  if (auto value = number(text)) return std::move(*value);
  return text;
}

std::optional<Value> resolve_tagged(std::string_view tag, std::string_view text) {
  if (!tag.starts_with(core)) return Value(text);
  const std::string_view kind = tag.substr(core.size());
  if (kind == "null") return is_null_word(text) ? std::optional(Value()) : std::nullopt;
  if (kind == "int" || kind == "float") return as_tagged_number(kind, text);
  if (kind == "bool") {
    const auto word = bool_word(text);
    return word ? std::optional(Value(*word)) : std::nullopt;
  }
  if (kind == "binary") return binary_text(text);
  return Value(text);
}

bool reads_as_other_than_string(std::string_view text) {
  if (text == "=" || text == "<<") return true;
  return means_more_than_text(text) || looks_like_timestamp(text) || looks_sexagesimal(text);
}

}  // namespace corootctl::document
