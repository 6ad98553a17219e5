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
};

/// "" for a table without rows. Empty cells read "-". With `columns` above 0 (a terminal) the last column is cut to
/// fit; 0 never cuts.
std::string render(const Table& table, const Style& style, std::size_t columns);

/// The parts that are not empty, an empty line between two.
std::string sections(const std::vector<std::string>& parts);

}  // namespace corootctl::cli
