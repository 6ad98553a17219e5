#include "report/page/view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.hpp"
#include "report/page/fill.hpp"

namespace corootctl::report {
namespace {

using document::List;
using document::Object;
using document::Value;

/// What style.css knows, worst first.
constexpr std::array<std::string_view, 7> known_states{"critical", "warning", "open",    "info",
                                                       "unknown",  "ok",      "resolved"};

std::size_t number_of(std::string_view state) {
  const auto found = std::find(known_states.begin(), known_states.end(), state);
  return found == known_states.end() ? number_of("unknown") : static_cast<std::size_t>(found - known_states.begin());
}

std::string_view known_state(std::string_view state) { return known_states[number_of(state)]; }

/// Addresses come from flags and from clusters: nothing else than a page of the web becomes a link.
bool is_web(const std::string& address) { return address.starts_with("https://") || address.starts_with("http://"); }

Value cell_value(const ViewCell& cell) {
  const bool is_command = cell.is_command && !cell.text.empty(), is_link = !is_command && is_web(cell.address);
  const Value content = Object{{"text", cell.text.empty() ? "-" : cell.text}, {"address", cell.address}}, none;
  return Object{{"look", cell.is_state ? Value("state") : none},
                {"command", is_command ? content : none},
                {"link", is_link ? content : none},
                {"plain", is_command || is_link ? none : content}};
}

Value row_content(const ViewRow& row) {
  List cells;
  for (std::size_t i = 1; i < row.cells.size(); ++i) cells.push_back(cell_value(row.cells[i]));
  return Object{
      {"state", known_state(row.state)}, {"name", cell_value(row.cells.front())}, {"cells", std::move(cells)}};
}

Value table_content(const ViewTable& table, std::size_t number) {
  List columns, rows;
  for (const auto& column : table.columns) columns.emplace_back(Object{{"text", column}});
  for (const auto& row : table.rows) rows.push_back(row_content(row));
  return Object{{"id", fmt::format("part-{}", number)},
                {"heading", table.heading},
                {"summary", table.summary},
                {"is_open", table.is_open},
                {"has_rows", !table.rows.empty()},
                {"columns", std::move(columns)},
                {"rows", std::move(rows)}};
}

/// {state, count} of each state that rows have; nothing to choose from a single one.
Value choice_of(const std::vector<ViewTable>& tables) {
  std::array<std::size_t, known_states.size()> counts{};
  for (const auto& table : tables)
    for (const auto& row : table.rows) ++counts[number_of(row.state)];
  List out;
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] > 0)
      out.emplace_back(Object{{"state", known_states[i]}, {"count", static_cast<std::int64_t>(counts[i])}});
  if (out.size() < 2) return {};
  return Object{{"states", std::move(out)}};
}

List facts_content(const std::vector<ViewFact>& facts) {
  List out;
  for (const auto& fact : facts)
    out.emplace_back(Object{{"label", fact.label}, {"value", fact.value}, {"note", fact.note}});
  return out;
}

List gaps_content(const std::vector<std::string>& gaps) {
  List out;
  for (const auto& gap : gaps) out.emplace_back(Object{{"text", gap}});
  return out;
}

}  // namespace

std::string count_states(const std::vector<std::string>& states, const std::string& what) {
  std::array<std::size_t, known_states.size()> counts{};
  for (const auto& state : states) ++counts[number_of(state)];
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] > 0) parts.push_back(fmt::format("{} {}", counts[i], known_states[i]));
  const std::string whole = fmt::format("{} {}{}", states.size(), what, states.size() == 1 ? "" : "s");
  return parts.empty() ? whole : whole + ": " + join(parts, ", ");
}

Result<std::string> to_page(const ViewPage& page) {
  List tables;
  for (const auto& table : page.tables) tables.push_back(table_content(table, tables.size() + 1));
  return fill_page(Template::view, Object{{"version", COROOTCTL_VERSION},
                                          {"title", page.claim + " - " + page.scope},
                                          {"kind", page.kind},
                                          {"scope", page.scope},
                                          {"state", known_state(page.state)},
                                          {"claim", page.claim},
                                          {"facts", facts_content(page.facts)},
                                          {"has_gaps", !page.gaps.empty()},
                                          {"gaps", gaps_content(page.gaps)},
                                          {"map", page.map},
                                          {"choice", choice_of(page.tables)},
                                          {"tables", std::move(tables)},
                                          {"command", page.command}});
}

}  // namespace corootctl::report
