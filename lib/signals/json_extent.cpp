#include "signals/json_extent.hpp"

#include <cstring>

namespace corootctl::signals {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// One past a list of plain numbers that starts at `at`, or npos when it is anything else. Most of a snapshot is such
/// lists, and memchr runs through them many times faster than a loop.
std::size_t end_of_numbers(std::string_view text, std::size_t at) {
  const void* close = std::memchr(text.data() + at, ']', text.size() - at);
  if (close == nullptr) return std::string_view::npos;
  const auto end = static_cast<std::size_t>(static_cast<const char*>(close) - text.data());
  const std::string_view inside = text.substr(at + 1, end - at - 1);
  for (const char special : {'"', '[', '{'})
    if (inside.find(special) != std::string_view::npos) return std::string_view::npos;
  return end + 1;
}

bool starts_number_list(std::string_view text, std::size_t at) {
  return text[at] == '[' && at + 1 < text.size() &&
         (text[at + 1] == '-' || text[at + 1] == 'n' || (text[at + 1] >= '0' && text[at + 1] <= '9'));
}

std::size_t end_of_scalar(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] != ',' && text[at] != ']' && text[at] != '}' && !is_blank(text[at])) ++at;
  return at;
}

}  // namespace

std::size_t past_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      return at + 1;
  }
  return std::string_view::npos;
}

std::size_t end_of_container(std::string_view text, std::size_t at, std::size_t depth) {
  bool plain = true;  // a list that only began like numbers ends the short cut, so that the cost stays linear
  while (at < text.size()) {
    const char c = text[at];
    if (plain && starts_number_list(text, at)) {
      const std::size_t end = end_of_numbers(text, at);
      plain = end != std::string_view::npos;
      if (plain) {
        at = end;
        continue;
      }
    }
    if (c == '"') {
      at = end_of_string(text, at);
      if (at == std::string_view::npos) return at;
      continue;
    }
    if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}') {
      if (--depth == 0) return at + 1;
    }
    ++at;
  }
  return std::string_view::npos;
}

std::size_t end_of_value(std::string_view text, std::size_t at) {
  if (at >= text.size()) return std::string_view::npos;
  if (text[at] == '"') return end_of_string(text, at);
  if (text[at] == '{' || text[at] == '[') return end_of_container(text, at + 1, 1);
  const std::size_t end = end_of_scalar(text, at);
  return end == at ? std::string_view::npos : end;
}

}  // namespace corootctl::signals
