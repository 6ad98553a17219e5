#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "cli/commands/all.hpp"
#include "cli/commands/mcp/forward.hpp"
#include "cli/commands/mcp/serve.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/hub.hpp"

namespace corootctl::cli {
namespace {

struct McpOptions {
  HubOptions hub{};
  std::vector<std::string> contexts{};
  std::chrono::milliseconds call_timeout = std::chrono::minutes(5);
  int most_bytes = 200'000;
  const CLI::App* app = nullptr;  ///< what was given on the command line is handed on
};

void declare(CLI::App& app, McpOptions& options) {
  declare_hub(app, options.hub, "--hub");
  list_flag(app, "--context", options.contexts, "CONTEXT", "further cluster, name or glob, repeatable");
  span_flag(app, "--call-timeout", options.call_timeout, "limit for each call (default 5m)");
  number_flag(app, "--max-bytes", options.most_bytes, 1000, 5'000'000, "longest answer, in bytes (default 200000)");
  declare_other_way(app, options.hub);
  options.app = &app;
}

/// Standard input is the protocol's, and each call is a process, whose arguments other users of the machine can see.
Result<> check(const McpOptions& options, const Env& env) {
  if (options.hub.login.password_stdin) {
    return fail_with_hint(ErrorKind::usage, "Give --coroot-password-file instead.",
                          "--coroot-password-stdin: standard input belongs to the client here");
  }
  if (!env.globals.token.empty() || !env.globals.password.empty()) {
    return fail_with_hint(ErrorKind::usage, "Put it into the kubeconfig.",
                          "--token and --password would stand in the arguments of every call");
  }
  return {};
}

/// This very program, also when another one has taken its place on disk meanwhile.
std::string own_path() {
  std::error_code unknown;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", unknown);
  return !unknown && std::filesystem::exists(path, unknown) ? path.string() : "/proc/self/exe";
}

/// From calls to processes.
class Programs {
 public:
  Programs(const McpOptions& options, FlagsOfTools flags, const Env& env)
      : given_(given_flags(*options.app, {"help", "call-timeout", "max-bytes"})),
        flags_(std::move(flags)),
        environment_(env.surface.variables) {}

  Program operator()(const mcp::Call& call) const {
    Program program;
    program.env = environment_;
    program.argv = {own_path()};
    program.argv.insert(program.argv.end(), call.command.begin(), call.command.end());
    const auto rest = std::find(program.argv.begin(), program.argv.end(), "--");
    auto words = words_for(known_to(call), given_);
    words.emplace_back("--output=json");
    program.argv.insert(rest, words.begin(), words.end());
    return program;
  }

 private:
  /// The flags of that verb which the call does not set itself.
  std::set<std::string> known_to(const mcp::Call& call) const {
    auto known = flags_.at(call.tool);
    for (const auto& word : call.command) {
      if (word.starts_with("--")) known.erase(word.substr(2, word.find('=') - 2));
    }
    return known;
  }

  std::vector<GivenFlag> given_;
  FlagsOfTools flags_;
  Environment environment_;
};

Result<ExitCode> run(const McpOptions& options, std::vector<Command> verbs, const Env& env) {
  CTL_RUN(check(options, env));
  if (isatty(STDIN_FILENO) == 1) env.talk.line("Waiting for a client's messages on standard input; Ctrl-C ends.");
  const Programs programs(options, flags_of_tools(std::move(verbs)), env);
  serve_mcp({.input = STDIN_FILENO,
             .session = {.version = COROOTCTL_VERSION, .most_bytes = static_cast<std::size_t>(options.most_bytes)},
             .call_timeout = options.call_timeout,
             .program = programs},
            env.surface.out, env.surface.stop);
  return ExitCode::ok;
}

}  // namespace

Command mcp_command(std::vector<Command> (*verbs)()) {
  const VerbText text{
      .name = "mcp",
      .summary = "Serve agents over the Model Context Protocol, read-only",
      .usage = "[--hub CONTEXT] [--project NAME] [--context CONTEXT]... [flags]",
      .details =
          "Speaks the Model Context Protocol on standard input and output, for assistants that start it as a local "
          "server. Its tools are rca, incidents, incident, apps, topology, gate, inventory, status, check, explain, "
          "rbac "
          "and contexts: verbs of corootctl that only read, with the same rights and the same answers as their -o "
          "json. The flags given here "
          "hold for every call, so that an agent needs to know neither hub nor project. Answers are cut to "
          "--max-bytes and say so; a call that takes longer than --call-timeout, or that the client cancels, is ended. "
          "Most clients pass on only few variables of the environment: give --kubeconfig where KUBECONFIG matters.",
      .examples =
          "corootctl mcp --hub cluster-c --project prod-global\n"
          "corootctl mcp --fleet /etc/coroot/corootctl.yaml --max-bytes 50000\n"
          "# as the command of a client's configuration\n"
          "corootctl mcp --kubeconfig /home/me/.kube/config --hub cluster-c",
      .formats = ""};
  return {text, [verbs](CLI::App& app) -> Action {
            const auto options = std::make_shared<McpOptions>();
            declare(app, *options);
            return [options, verbs](const Env& env) { return run(*options, verbs(), env); };
          }};
}

}  // namespace corootctl::cli
