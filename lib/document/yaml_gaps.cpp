#include "document/yaml_gaps.hpp"

#include <algorithm>

namespace corootctl::document {
namespace {

constexpr std::size_t none = std::string_view::npos;

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(" \t\r\n", at), text.size());
}

/// Where the content of a node starts: behind its anchor, its tag and comments.
std::size_t skip_properties(std::string_view text, std::size_t at) {
  for (at = skip_blanks(text, at); at < text.size(); at = skip_blanks(text, at)) {
    if (text[at] == '#') {
      at = std::min(text.find('\n', at), text.size());
    } else if (text[at] == '&' || text[at] == '!') {
      at = std::min(text.find_first_of(" \t\r\n", at), text.size());
    } else {
      break;
    }
  }
  return at;
}

/// The offset behind the closing quote of the text that starts at `at`; npos when there is none.
std::size_t quoted_end(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (++at; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      const bool doubled = quote == '\'' && at + 1 < text.size() && text[at + 1] == quote;
      if (!doubled) return at + 1;
      ++at;
    }
  }
  return none;
}

/// The last line before `text`'s end that is neither empty nor a comment.
std::string_view last_line(std::string_view text) {
  while (!text.empty()) {
    text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
    const std::size_t line_break = text.rfind('\n');
    const std::string_view line = line_break == none ? text : text.substr(line_break + 1);
    const std::size_t first = line.find_first_not_of(" \t");
    if (first != none && line[first] != '#') return line;
    text = line_break == none ? std::string_view() : text.substr(0, line_break);
  }
  return {};
}

}  // namespace

bool is_separated(std::string_view text, std::size_t at) {
  return text.substr(std::min(at, text.size())).starts_with("---") || last_line(text.substr(0, at)).starts_with("...");
}

bool has_colon_behind(std::string_view text, std::size_t key_at, std::string_view key) {
  const std::size_t before = text.substr(0, key_at).find_last_not_of(" \t");
  if (before != none && text[before] == '?') return true;  // "? key" needs none
  const std::size_t begin = skip_properties(text, key_at);
  const bool quoted = begin < text.size() && (text[begin] == '"' || text[begin] == '\'');
  if (!quoted && !text.substr(begin).starts_with(key)) return false;  // it spans lines
  const std::size_t end = quoted ? quoted_end(text, begin) : begin + key.size();
  const std::size_t next = text.find_first_not_of(" \t", end);
  return next != none && text[next] == ':';
}

bool is_closed(std::string_view text, std::size_t at) {
  at = skip_properties(text, at);
  const bool quoted = at < text.size() && (text[at] == '"' || text[at] == '\'');
  return !quoted || quoted_end(text, at) != none;
}

bool is_missing_item(std::string_view text, std::size_t at) { return at < text.size() && text[at] == ','; }

}  // namespace corootctl::document
