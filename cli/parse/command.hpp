/// What a verb is: a name, its texts, options, how they are declared as flags, and the work. Help, manual pages and
/// completion read the same table.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "cli/exit_code.hpp"

namespace CLI {
class App;
}

namespace corootctl::cli {

struct Env;  // a verb gets it; this table only passes it on

/// The work of a parsed command line. An error is one that concerns the whole command; what failed in single clusters
/// is in the output and in the exit code.
using Action = std::function<Result<ExitCode>(const Env&)>;

struct VerbText {
  const char* name;
  const char* summary;   ///< one line, no full stop
  const char* usage;     ///< after the name: "--context CONTEXT --project NAME [flags]"
  const char* details;   ///< paragraphs, wrapped when shown; may be empty
  const char* examples;  ///< lines as typed; "# ..." comments
  const char* formats;   ///< what -o takes, "" = the verb has no -o
  /// `contexts` prints nothing on standard output when it fails as a whole: scripts read names from it.
  bool failures_on_stderr = false;
};

/// A verb without its option type.
struct Command {
  VerbText text;
  /// Declares the flags on a new app and gives the action over the options behind them.
  std::function<Action(CLI::App&)> declare;
  std::vector<Command> children{};
};

/// Options: a default-constructible struct. `run` sees them after parsing.
template <class Options>
Command verb(const VerbText& text, void (*declare)(CLI::App&, Options&),
             Result<ExitCode> (*run)(const Options&, const Env&)) {
  return {text, [declare, run](CLI::App& app) -> Action {
            const auto options = std::make_shared<Options>();
            declare(app, *options);
            return [options, run](const Env& env) { return run(*options, env); };
          }};
}

}  // namespace corootctl::cli
