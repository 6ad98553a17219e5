
#include "base/text.hpp"
#include "cli/commands/all.hpp"
#include "cli/help/help_text.hpp"
#include "cli/help/man_page.hpp"
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

/// "contexts", "contexts show", ...: every command below, a line each.
std::string paths_below(const Node& node) {
  std::string out;
  for (const auto& child : node.children) {
    out += child->path().substr(sizeof "corootctl") + "\n" + paths_below(*child);
  }
  return out;
}

tl::unexpected<Error> unknown(const std::vector<std::string>& words, const Node& root) {
  auto known = topic_names();
  for (const auto& child : root.children) known.emplace_back(child->command->text.name);
  const auto near = closest(words.back(), known);
  return fail_with_hint(
      ErrorKind::usage,
      near ? fmt::format("Did you mean \"{}\"?", *near) : "Topics are " + join(topic_names(), ", ") + ".",
      "no help about \"{}\"", join(words, " "));
}

Result<ExitCode> run(const HelpOptions& options, std::vector<Command> verbs, const Env& env) {
  const std::size_t columns = help_columns(env.surface);
  if (options.words.size() == 1 && !options.man && env.format != Format::name) {
    if (const auto text = topic_text(options.words.front(), env.style, columns)) {
      env.print(*text);
      return ExitCode::ok;
    }
  }
  Tree tree(std::move(verbs));
  const Node* node = tree.find(options.words);
  if (node == nullptr) return unknown(options.words, tree.root());
  if (env.format == Format::name) {
    env.print(paths_below(*node));
  } else {
    env.print(options.man ? man_page(*node) : help_text(*node, env.style, columns));
  }
  return ExitCode::ok;
}

}  // namespace

Command help_command(std::vector<Command> (*verbs)()) {
  const VerbText text{.name = "help",
                      .summary = "Explain a command or a topic",
                      .usage = "[COMMAND | TOPIC]",
                      .details = "Topics: exit-codes, environment, output, flags. -o name lists the commands.",
                      .examples =
                          "corootctl help install\n"
                          "corootctl help exit-codes\n"
                          "corootctl help install --man | man -l -\n"
                          "corootctl help -o name",
                      .formats = "table|name"};
  return {text, [verbs](CLI::App& app) -> Action {
            const auto options = std::make_shared<HelpOptions>();
            declare(app, *options);
            return [options, verbs](const Env& env) { return run(*options, verbs(), env); };
          }};
}

}  // namespace corootctl::cli
