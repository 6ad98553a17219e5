#include "cli/commands/fleet/view.hpp"

#include <algorithm>

#include "cli/output/structured.hpp"

namespace corootctl::cli {
namespace {

document::Value problem_value(const fleetfile::Problem& problem) {
  const auto& [line, column] = problem.position;
  return document::Object{{"line", line > 0 ? document::Value(line) : document::Value()},
                          {"column", line > 0 ? document::Value(column) : document::Value()},
                          {"message", problem.message},
                          {"hint", problem.hint.empty() ? document::Value() : document::Value(problem.hint)}};
}

}  // namespace

document::Value members_alone(document::Value whole, const fleetfile::Fleet& fleet) {
  std::erase_if(whole.make({"members"}).list(), [&](const document::Value& member) {
    const auto is_it = [&](const auto& kept) { return kept.name == member["name"].as_string(); };
    return std::none_of(fleet.members.begin(), fleet.members.end(), is_it);
  });
  return whole;
}

document::Value validation_value(const fleetfile::Problems& problems, const std::string& file) {
  return document::Object{{"file", file}, {"valid", problems.empty()}, {"mistakes", list_of(problems, problem_value)}};
}

std::string validation_text(const fleetfile::Problems& problems, const FleetText& text) {
  if (problems.empty()) return fmt::format("{} has no mistake\n", text.path);
  return fmt::format("{}\n\n{} has {} mistake{}\n", fleetfile::describe(problems, text.content, text.path), text.path,
                     problems.size(), problems.size() == 1 ? "" : "s");
}

}  // namespace corootctl::cli
