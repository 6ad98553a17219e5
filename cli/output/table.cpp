#include "cli/output/table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/text_width.hpp"
#include "cli/output/fit.hpp"

namespace corootctl::cli {
namespace {

std::string shown(const Cell& cell) { return cell.text.empty() ? "-" : one_line(cell.text); }

bool is_name(const Table& table, std::size_t column) {
  return std::find(table.names.begin(), table.names.end(), column) != table.names.end();
}

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

/// The end of a name tells it from its neighbours as much as its beginning.
std::string cut(const Table& table, std::size_t column, const std::string& text, std::size_t width) {
  return is_name(table, column) ? cut_middle(text, width) : cut_to_width(text, width);
}

std::string line_of(const Table& table, const std::vector<Cell>& row, const Fit& fit, const Style& style) {
  std::string out;
  std::size_t blanks = 0;
  for (std::size_t i = 0; i < fit.widths.size(); ++i) {
    if (!fit.shown[i]) continue;
    const Cell cell = i < row.size() ? row[i] : Cell("");
    const std::string text = cut(table, i, shown(cell), fit.widths[i]);
    out += std::string(blanks, ' ') + style.paint(text, cell.tone);
    blanks = fit.widths[i] - text_width(text) + fit.gap;
  }
  return out + "\n";
}

/// What the terminal had no room for.
std::string left_out_of(const Table& table, const Fit& fit, const Style& style, std::size_t columns) {
  std::vector<std::string> titles;
  for (std::size_t i = 0; i < fit.shown.size(); ++i)
    if (!fit.shown[i]) titles.push_back(table.header[i]);
  if (titles.empty()) return "";
  const std::string text = fmt::format("(no room for {})", join(titles, ", "));
  return style.paint(cut_to_width(text, columns), Tone::dim) + "\n";
}

/// A line for each cell that says something, an empty line between two rows.
std::string facts_of(const Table& table) {
  std::string out;
  for (const auto& row : table.rows) {
    if (!out.empty()) out += "\n";
    for (std::size_t i = 0; i < table.header.size() && i < row.size(); ++i)
      if (!trim(row[i].text).empty()) out += table.header[i] + ": " + one_line(row[i].text) + "\n";
  }
  return out;
}

}  // namespace

std::string render(const Table& table, const Style& style, std::size_t columns) {
  if (table.rows.empty() || table.header.empty()) return {};
  if (style.plain) return facts_of(table);
  const auto natural = widths_of(table);
  const Fit fit = columns > 0 ? fit_columns(natural, {table.names, table.leave}, columns)
                              : Fit{natural, std::vector<bool>(natural.size(), true)};
  std::vector<Cell> titles;
  for (const auto& title : table.header) titles.emplace_back(title, Tone::strong);
  std::string out = line_of(table, titles, fit, style);
  for (const auto& row : table.rows) out += line_of(table, row, fit, style);
  return out + left_out_of(table, fit, style, columns);
}

std::string sections(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) {
    if (!part.empty()) out += (out.empty() ? "" : "\n") + part;
  }
  return out;
}

}  // namespace corootctl::cli
