#include "cli/help/flag_table.hpp"

#include <algorithm>

namespace corootctl::cli {

std::vector<FlagRow> flags_of(const Node& node) {
  std::vector<FlagRow> rows;
  for (const auto* option : node.app->get_options()) {
    if (option->get_lnames().empty()) continue;
    FlagRow row;
    row.heading = option->get_group() == "Options" ? "Flags" : option->get_group();
    row.letter = option->get_snames().empty() ? '\0' : option->get_snames().front().front();
    row.name = option->get_lnames().front();
    row.value = option->get_items_expected_max() == 0 ? "" : option->get_type_name();
    row.help = option->get_description();
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<std::pair<std::string, std::vector<FlagRow>>> by_heading(const std::vector<FlagRow>& rows) {
  std::vector<std::pair<std::string, std::vector<FlagRow>>> out;
  for (const auto& row : rows) {
    auto it = std::find_if(out.begin(), out.end(), [&](const auto& group) { return group.first == row.heading; });
    if (it == out.end()) it = out.insert(out.end(), {row.heading, {}});
    it->second.push_back(row);
  }
  // The verb's own flags first, those that every verb has last.
  const auto rank = [](const auto& group) {
    return group.first == connection_heading ? 2 : (group.first == common_heading ? 1 : 0);
  };
  std::stable_sort(out.begin(), out.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  return out;
}

std::string spelling(const FlagRow& row) {
  const std::string letter = row.letter == '\0' ? "    " : fmt::format("-{}, ", row.letter);
  return letter + "--" + row.name + (row.value.empty() ? "" : " " + row.value);
}

}  // namespace corootctl::cli
