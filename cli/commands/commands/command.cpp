#include <algorithm>

#include "base/text.hpp"
#include "cli/commands/all.hpp"
#include "cli/env.hpp"
#include "cli/help/exit_code_pages.hpp"
#include "cli/help/flag_table.hpp"
#include "cli/output/table.hpp"

namespace corootctl::cli {
namespace {

document::Value flag_value(const FlagRow& flag) {
  return document::Object{
      {"name", "--" + flag.name},
      {"letter", flag.letter == '\0' ? document::Value() : document::Value(std::string{'-', flag.letter})},
      {"value", flag.value.empty() ? document::Value() : document::Value(flag.value)},
      {"help", flag.help}};
}

bool is_among(const std::vector<FlagRow>& flags, const FlagRow& flag) {
  return std::any_of(flags.begin(), flags.end(), [&](const FlagRow& each) {
    return each.name == flag.name && each.value == flag.value && each.help == flag.help;
  });
}

/// -o is not among them: verbs differ in its forms, and some have none.
std::vector<FlagRow> flags_of_all(const std::vector<const Node*>& nodes) {
  auto out = flags_of(*nodes.front());
  for (const Node* node : nodes)
    std::erase_if(out, [own = flags_of(*node)](const FlagRow& flag) { return !is_among(own, flag); });
  return out;
}

/// Flags that every verb has are told once.
document::Value command_value(const Node& node, const std::vector<FlagRow>& of_all) {
  auto own = flags_of(node);
  std::erase_if(own, [&](const FlagRow& flag) { return is_among(of_all, flag); });
  const VerbText& text = node.command->text;
  document::List formats;
  for (const auto& format : split(text.formats, '|')) {
    if (!format.empty()) formats.emplace_back(format);
  }
  return document::Object{{"command", node.path()},        {"summary", text.summary},
                          {"usage", text.usage},           {"details", text.details},
                          {"formats", std::move(formats)}, {"flags", list_of(own, flag_value)},
                          {"examples", text.examples}};
}

/// Every verb that does something, in the order of the help.
void collect(const Node& node, std::vector<const Node*>& into) {
  if (node.command != nullptr) into.push_back(&node);
  for (const auto& child : node.children) collect(*child, into);
}

document::Value exit_code_values() {
  document::List out;
  for (std::size_t i = 0; i < exit_code_pages().size(); ++i) {
    const auto& page = exit_code_pages().at(i);
    out.emplace_back(
        document::Object{{"code", page.code}, {"name", page.name}, {"meaning", exit_code_meanings().at(i).text}});
  }
  return out;
}

document::Value whole(const std::vector<const Node*>& nodes) {
  const auto of_all = flags_of_all(nodes);
  return document::Object{{"program", "corootctl"},
                          {"version", COROOTCTL_VERSION},
                          {"commands", list_of(nodes, [&](const Node* node) { return command_value(*node, of_all); })},
                          {"flags_of_all_commands", list_of(of_all, flag_value)},
                          {"exit_codes", exit_code_values()}};
}

Result<ExitCode> run(std::vector<Command> verbs, const Env& env) {
  Tree tree(std::move(verbs));
  tree.declare_all();
  std::vector<const Node*> nodes;
  collect(tree.root(), nodes);
  Table table{{"COMMAND", "DOES"}, {}};
  std::string paths;
  for (const Node* node : nodes) {
    table.rows.push_back({node->path(), node->command->text.summary});
    paths += node->path() + "\n";
  }
  env.print(text_as(
      env.format, [&] { return whole(nodes); }, [&] { return paths; },
      [&](bool) { return render(table, env.style, env.columns()); }));
  return ExitCode::ok;
}

}  // namespace

Command commands_command(std::vector<Command> (*verbs)()) {
  const VerbText text{
      .name = "commands",
      .summary = "List every command with its flags, for programs",
      .usage = "[-o json|yaml|name]",
      .details =
          "The table behind help, manual pages and completion as data: commands with usage, flags and the forms of "
          "-o, the flags that all have, and what the exit codes mean. For agents and for tools that wrap corootctl.",
      .examples =
          "corootctl commands\n"
          "corootctl commands -o json\n"
          "corootctl commands --jq '.exit_codes[] | \"\\(.code) \\(.meaning)\"'",
      .formats = "table|json|yaml|name"};
  return {text, [verbs](CLI::App&) -> Action { return [verbs](const Env& env) { return run(verbs(), env); }; }};
}

}  // namespace corootctl::cli
