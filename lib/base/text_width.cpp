#include "base/text_width.hpp"

#include <utility>
#include <vector>

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace corootctl {

std::size_t text_width(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character next = character_at(text, at);
    columns += width_of(next);
    at += next.size;
  }
  return columns;
}

std::string cut_to_width(std::string_view text, std::size_t columns) {
  if (text_width(text) <= columns) return std::string(text);
  if (columns == 0) return {};
  std::size_t used = 0, bytes = 0;
  while (bytes < text.size()) {
    const Character next = character_at(text, bytes);
    if (used + width_of(next) > columns - 1) break;
    used += width_of(next);
    bytes += next.size;
  }
  return std::string(text.substr(0, bytes)) + "…";
}

std::string cut_middle(std::string_view text, std::size_t columns) {
  if (text_width(text) <= columns) return std::string(text);
  if (columns < 3) return cut_to_width(text, columns);
  std::size_t left = text_width(text), bytes = 0;
  while (left > columns - 1 - columns / 2) {
    const Character next = character_at(text, bytes);
    left -= width_of(next);
    bytes += next.size;
  }
  return cut_to_width(text, columns - left) + std::string(text.substr(bytes));
}

std::string pad_to_width(std::string_view text, std::size_t columns) {
  const std::size_t width = text_width(text);
  return std::string(text) + std::string(columns > width ? columns - width : 0, ' ');
}

std::string wrap(std::string_view text, std::size_t columns, std::size_t indent, std::size_t hanging) {
  std::vector<std::string> lines;
  for (const auto& paragraph : split(text, '\n')) {
    std::string line;
    for (const auto& word : split(paragraph, ' ')) {
      const std::size_t margin = lines.empty() ? indent : indent + hanging;
      const bool fits = margin + text_width(line) + 1 + text_width(word) <= columns;
      if (!line.empty() && !fits) lines.push_back(std::exchange(line, {}));
      line += (line.empty() ? "" : " ") + word;
    }
    lines.push_back(line);
  }
  return join(lines, "\n" + std::string(indent + hanging, ' '));
}

std::string one_line(std::string_view text) {
  const auto end = text.find_first_of("\n\r\f");
  std::string out;
  for (const char c : text.substr(0, end)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == '\t') {
      out += ' ';
    } else if (byte < 0x20) {
      out += {'^', static_cast<char>(byte + 0x40)};
    } else if (byte == 0x7F) {
      out += "^?";
    } else {
      out += c;
    }
  }
  return end == std::string_view::npos || trim(text.substr(end)).empty() ? out : out + "...";
}

}  // namespace corootctl
