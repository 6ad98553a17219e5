#include "cli/commands/mcp/forward.hpp"

#include <algorithm>

#include "cli/help/flag_table.hpp"
#include "mcp/catalogue.hpp"

namespace corootctl::cli {

std::vector<GivenFlag> given_flags(const CLI::App& app, const std::set<std::string>& without) {
  std::vector<GivenFlag> out;
  for (const auto* option : app.get_options()) {
    if (option->count() == 0 || option->get_lnames().empty()) continue;
    const std::string& name = option->get_lnames().front();
    if (without.contains(name)) continue;
    for (const auto& value : option->results()) out.push_back({name, fmt::format("--{}={}", name, value)});
  }
  return out;
}

FlagsOfTools flags_of_tools(std::vector<Command> verbs) {
  Tree tree(std::move(verbs));
  FlagsOfTools out;
  for (const auto& tool : mcp::tools()) {
    std::vector<std::string> path = tool.verb;
    std::erase_if(path, [](const std::string& word) { return word.starts_with("-"); });
    const Node* node = tree.find(path);
    if (node == nullptr) continue;
    for (const auto& row : flags_of(*node)) out[tool.name].insert(row.name);
  }
  return out;
}

std::vector<std::string> words_for(const std::set<std::string>& known, const std::vector<GivenFlag>& given) {
  std::vector<std::string> out;
  for (const auto& flag : given) {
    if (known.contains(flag.name)) out.push_back(flag.word);
  }
  return out;
}

}  // namespace corootctl::cli
