#include "cli/commands/all.hpp"
#include "cli/env.hpp"
#include "cli/help/completion_scripts.hpp"

namespace corootctl::cli {
namespace {

struct CompletionOptions {
  std::string shell{};
};

void declare(CLI::App& app, CompletionOptions& options) {
  app.add_option("shell", options.shell, "bash, zsh or fish")->type_name("bash|zsh|fish");
}

Result<ExitCode> run(const CompletionOptions& options, const Env& env) {
  const auto script = completion_script(options.shell);
  if (!script) {
    return fail_with_hint(ErrorKind::usage, "Choose bash, zsh or fish.", "{}",
                          options.shell.empty() ? "no shell named" : "no completion for \"" + options.shell + "\"");
  }
  env.print(*script);
  return ExitCode::ok;
}

}  // namespace

Command completion_command() {
  return verb<CompletionOptions>(
      {.name = "completion",
       .summary = "Print a completion script for a shell",
       .usage = "bash|zsh|fish",
       .details = "Completes commands, flags, values and the kubeconfig's contexts. No cluster "
                  "is asked.",
       .examples = "source <(corootctl completion bash)\n"
                   "source <(corootctl completion zsh)\n"
                   "corootctl completion fish | source",
       .formats = ""},
      declare, run);
}

}  // namespace corootctl::cli
