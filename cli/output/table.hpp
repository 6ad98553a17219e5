/// Tables for people: left-aligned columns three spaces apart, as kubectl's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/output/style.hpp"

namespace corootctl::cli {

struct Cell {
  std::string text{};
  Tone tone = Tone::plain;
  Cell(const char* plain) : text(plain) {}             // NOLINT: rows read as plain texts
  Cell(std::string plain) : text(std::move(plain)) {}  // NOLINT
  Cell(std::string painted, Tone in) : text(std::move(painted)), tone(in) {}
};

struct Table {
  std::vector<std::string> header{};
  std::vector<std::vector<Cell>> rows{};
  std::vector<std::size_t> names{
      0};  ///< columns that say what a row is about, and how it is: never left out, and cut last
  std::vector<std::size_t> leave{};  ///< columns in the order in which they are left out; empty = the widest first
};

/// "" for a table without rows. Empty cells read "-". With `columns` above 0 (a terminal) columns are cut or left out
/// to fit (cli/output/fit.hpp), and what was left out is named below; 0 never cuts. In plain style each cell is a line,
/// "STATE: ready", and empty cells are none.
std::string render(const Table& table, const Style& style, std::size_t columns);

/// The parts that are not empty, an empty line between two.
std::string sections(const std::vector<std::string>& parts);

}  // namespace corootctl::cli
