#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "cli/commands/all.hpp"
#include "cli/help/help_text.hpp"
#include "cli/help/man_page.hpp"
#include "cli/help/topics.hpp"
#include "cli/parse/flags.hpp"

namespace corootctl::cli {
namespace {

struct HelpOptions {
  std::vector<std::string> words{};
  bool man = false;
};

void declare(CLI::App& app, HelpOptions& options) {
  app.add_option("words", options.words, "a command or a topic")->type_name("TOPIC");
  switch_flag(app, "--man", options.man, "print the manual page instead");
}

Result<ExitCode> run(const HelpOptions& options, const Env& env) {
  const std::size_t columns = help_columns(env.surface);
  if (options.words.size() == 1 && !options.man) {
    if (const auto text = topic_text(options.words.front(), env.style, columns)) {
      env.print(*text);
      return ExitCode::ok;
    }
  }
  Tree tree(all_commands());
  tree.declare_all();
  const Node* node = tree.find(options.words);
  if (node == nullptr) {
    auto known = topic_names();
    for (const auto& child : tree.root().children) known.emplace_back(child->command->text.name);
    const auto near = closest(options.words.back(), known);
    return fail_with_hint(
        ErrorKind::usage,
        near ? fmt::format("Did you mean \"{}\"?", *near) : "Topics are " + join(topic_names(), ", ") + ".",
        "no help about \"{}\"", join(options.words, " "));
  }
  env.print(options.man ? man_page(*node) : help_text(*node, env.style, columns));
  return ExitCode::ok;
}

}  // namespace

Command help_command() {
  return verb<HelpOptions>({.name = "help",
                            .summary = "Explain a command or a topic",
                            .usage = "[COMMAND | TOPIC]",
                            .details = "Topics: exit-codes, environment, output, flags.",
                            .examples = "corootctl help install\n"
                                        "corootctl help exit-codes\n"
                                        "corootctl help install --man | man -l -",
                            .formats = ""},
                           declare, run);
}

}  // namespace corootctl::cli
