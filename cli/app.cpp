#include "cli/app.hpp"

#include <exception>

#include "cli/commands/all.hpp"
#include "cli/help/complete.hpp"
#include "cli/help/help_text.hpp"
#include "cli/output/failure.hpp"
#include "cli/output/interrupted.hpp"
#include "cli/parse/tree.hpp"

namespace corootctl::cli {
namespace {

/// What -o asked for, also on a command line that cannot be parsed: its error has to be readable by programs too.
Format format_in(const std::vector<std::string>& args) {
  const auto words = normalised(args);
  std::string given;
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    const std::string_view word = words[i];
    if ((word == "-o" || word == "--output") && i + 1 < words.size()) given = words[i + 1];
    if (word.starts_with("--output=")) given = word.substr(9);
    if (word.starts_with("-o") && word.size() > 2) given = word.substr(2);
  }
  return format_of(given);
}

ExitCode tell_failure(const Error& error, Format format, bool on_stderr, const Surface& surface, const Style& style) {
  const document::Object whole{{"error", error_value(error)}};
  if (is_structured(format) && on_stderr) {
    surface.err.write(structured(whole, format));
  } else {
    if (is_structured(format)) surface.out.write(structured(whole, format));
    surface.err.write(error_text(error, style));
  }
  return exit_code_of(error.kind);
}

Log log_to(Talk& talk, int verbosity) {
  return Log(verbosity, [&talk](std::string_view line) { talk.line(line); });
}

bool can_redraw(const Surface& surface) {
  return surface.terminal.err && surface.variables.get_or_empty("TERM") != "dumb" && !surface.variables.has("CI");
}

ExitCode run_verb(const Node& node, const Globals& globals, const Surface& surface, std::string command) {
  const Style err_style = style_for(surface.variables, surface.terminal.err, globals.no_color);
  Talk talk(surface.err, surface.clock, {can_redraw(surface), globals.quiet, surface.terminal.columns, err_style});
  const Env env{.surface = surface,
                .globals = globals,
                .talk = talk,
                .log = log_to(talk, globals.verbosity),
                .style = style_for(surface.variables, surface.terminal.out, globals.no_color),
                .err_style = err_style,
                .format = format_of(globals.output),
                .command = std::move(command)};
  const auto code = node.action(env);
  if (code) return *code;
  return tell_failure(code.error(), env.format, node.command->text.failures_on_stderr, surface, err_style);
}

ExitCode dispatch(const std::vector<std::string>& args, const Surface& surface) {
  if (is_completion(args)) return complete(args, all_commands(), surface);
  Tree tree(all_commands());
  const auto request = tree.parse(args);
  if (!request) {
    const Style style = style_for(surface.variables, surface.terminal.err, tree.globals().no_color);
    const Command* command = tree.reached().command;
    const bool on_stderr = command != nullptr && command->text.failures_on_stderr;
    return tell_failure(request.error(), format_in(args), on_stderr, surface, style);
  }
  if (request->kind == Request::Kind::run) return run_verb(*request->node, tree.globals(), surface, command_line(args));
  const Style style = style_for(surface.variables, surface.terminal.out, tree.globals().no_color);
  surface.out.write(request->kind == Request::Kind::version ? "corootctl " COROOTCTL_VERSION "\n"
                                                            : help_text(*request->node, style, help_columns(surface)));
  return ExitCode::ok;
}

ExitCode guarded(const std::vector<std::string>& args, const Surface& surface) {
  try {
    return dispatch(args, surface);
  } catch (const std::exception& bug) {
    surface.err.write(fmt::format("corootctl: internal error: {}\n  this is a bug, please report it\n", bug.what()));
  } catch (...) {
    surface.err.write("corootctl: internal error\n  this is a bug, please report it\n");
  }
  return exit_code_of(ErrorKind::internal);
}

}  // namespace

int run(const std::vector<std::string>& args, const Surface& surface) {
  ExitCode code = guarded(args, surface);
  if (const std::string why = surface.out.failure(); !why.empty()) {
    surface.err.write(fmt::format("corootctl: error: cannot write to standard output: {}\n", why));
    if (code == ExitCode::ok) code = exit_code_of(ErrorKind::failed);
  }
  return static_cast<int>(code);
}

}  // namespace corootctl::cli
