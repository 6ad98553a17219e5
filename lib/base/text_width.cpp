#include "base/text_width.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace corootctl {
namespace {

struct Range {
  std::uint32_t first, last;
};

/// Unicode 15, East_Asian_Width W and F, emoji presentation included; neighbouring blocks are joined.
constexpr std::array<Range, 22> wide{
    {{0x1100, 0x115F}, {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x2614, 0x2615},  {0x2648, 0x2653}, {0x26AA, 0x26AB},
     {0x2705, 0x2705}, {0x274C, 0x274C},   {0x2753, 0x2755},   {0x2795, 0x2797},  {0x2B1B, 0x2B1C}, {0x2E80, 0x303E},
     {0x3041, 0xA4CF}, {0xA960, 0xA97C},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},  {0xFE30, 0xFE6F}, {0xFF01, 0xFF60},
     {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F680, 0x1FAFF}, {0x20000, 0x3FFFD}}};

/// General categories Mn, Me and Cf as far as names and messages use them.
constexpr std::array<Range, 12> empty{{{0x0300, 0x036F},
                                       {0x0483, 0x0489},
                                       {0x0591, 0x05BD},
                                       {0x0610, 0x061A},
                                       {0x064B, 0x065F},
                                       {0x0900, 0x0902},
                                       {0x1AB0, 0x1AFF},
                                       {0x1DC0, 0x1DFF},
                                       {0x200B, 0x200F},
                                       {0x20D0, 0x20F0},
                                       {0xFE00, 0xFE0F},
                                       {0xE0100, 0xE01EF}}};

template <std::size_t N>
bool within(const std::array<Range, N>& ranges, std::uint32_t c) {
  const auto it =
      std::upper_bound(ranges.begin(), ranges.end(), c, [](std::uint32_t v, Range r) { return v <= r.last; });
  return it != ranges.end() && c >= it->first;
}

struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 1;
};

std::size_t expected_bytes(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

/// The first character; a byte that starts none counts as a character of its own.
Character first_of(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t size = expected_bytes(lead);
  if (size <= 1 || size > text.size()) return {lead, 1};
  std::uint32_t code = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0U) != 0x80U) return {lead, 1};
    code = (code << 6U) | (next & 0x3FU);
  }
  return {code, size};
}

std::size_t width_of(std::uint32_t code) {
  if (code < 0x300) return 1;
  if (within(empty, code)) return 0;
  return within(wide, code) ? 2 : 1;
}

}  // namespace

std::size_t text_width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character next = first_of(text);
    columns += width_of(next.code);
    text.remove_prefix(next.bytes);
  }
  return columns;
}

std::string cut_to_width(std::string_view text, std::size_t columns) {
  if (text_width(text) <= columns) return std::string(text);
  if (columns == 0) return {};
  std::size_t used = 0, bytes = 0;
  while (bytes < text.size()) {
    const Character next = first_of(text.substr(bytes));
    if (used + width_of(next.code) > columns - 1) break;
    used += width_of(next.code);
    bytes += next.bytes;
  }
  return std::string(text.substr(0, bytes)) + "…";
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
