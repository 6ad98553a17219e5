#include "cli/output/table.hpp"

#include <algorithm>

#include "base/text_width.hpp"

namespace corootctl::cli {
namespace {

constexpr std::size_t gap = 3;
constexpr std::size_t least_last_column = 20;  // a narrower column says nothing; better let the terminal wrap

std::string shown(const Cell& cell) { return cell.text.empty() ? "-" : one_line(cell.text); }

std::vector<std::size_t> widths_of(const Table& table) {
  std::vector<std::size_t> widths;
  for (const auto& title : table.header) widths.push_back(text_width(title));
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], text_width(shown(row[i])));
    }
  }
  return widths;
}

/// Leaves the last column what the terminal has left for it.
void fit(std::vector<std::size_t>& widths, std::size_t columns) {
  std::size_t before = 0;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) before += widths[i] + gap;
  const std::size_t left = columns > before ? columns - before : 0;
  widths.back() = std::min(widths.back(), std::max(left, least_last_column));
}

std::string line_of(const std::vector<Cell>& row, const std::vector<std::size_t>& widths, const Style& style) {
  std::string out;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const Cell cell = i < row.size() ? row[i] : Cell("");
    const bool last = i + 1 == widths.size();
    const std::string text = last ? cut_to_width(shown(cell), widths[i]) : shown(cell);
    out += style.paint(text, cell.tone);
    if (!last) out += std::string(widths[i] - text_width(text) + gap, ' ');
  }
  return out + "\n";
}

}  // namespace

std::string render(const Table& table, const Style& style, std::size_t columns) {
  if (table.rows.empty() || table.header.empty()) return {};
  auto widths = widths_of(table);
  if (columns > 0) fit(widths, columns);
  std::vector<Cell> titles;
  for (const auto& title : table.header) titles.emplace_back(title, Tone::strong);
  std::string out = line_of(titles, widths, style);
  for (const auto& row : table.rows) out += line_of(row, widths, style);
  return out;
}

std::string sections(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) {
    if (!part.empty()) out += (out.empty() ? "" : "\n") + part;
  }
  return out;
}

}  // namespace corootctl::cli
