#include "cli/app.hpp"

#include <algorithm>
#include <exception>

#include "base/text.hpp"
#include "cli/commands/all.hpp"
#include "cli/help/complete.hpp"
#include "cli/help/help_text.hpp"
#include "cli/output/failure.hpp"
#include "cli/output/interrupted.hpp"
#include "cli/output/shaped.hpp"
#include "cli/parse/tree.hpp"

namespace corootctl::cli {
namespace {

constexpr const char* agent_variable = "COROOTCTL_AGENT";

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

bool can_redraw(const Surface& surface, const Globals& globals) {
  return !globals.plain && surface.terminal.err && surface.variables.get_or_empty("TERM") != "dumb" &&
         !surface.variables.has("CI");
}

/// What is to be made of the JSON. The variable is for agents that start everything themselves.
Result<Shape> shape_of(const Globals& globals, const Surface& surface, const VerbText& text) {
  const bool has_json = std::string_view(text.formats).find("json") != std::string_view::npos;
  const bool is_text_wanted = !globals.output.empty() && globals.output != "json";
  const bool is_agent = has_json && !is_text_wanted && !surface.variables.get_or_empty(agent_variable).empty();
  Shape shape{{}, globals.jq, globals.agent || is_agent};
  if (!globals.json_fields.empty()) shape.fields = split(globals.json_fields, ',');
  if (shape.is_wanted() && is_text_wanted) {
    return fail(ErrorKind::usage, "--json, --jq and --agent shape JSON: leave out -o {}", globals.output);
  }
  return shape;
}

/// The same surroundings with another standard output.
Surface with_output(const Surface& surface, Output& out) {
  return {.out = out,
          .err = surface.err,
          .read_line = surface.read_line,
          .variables = surface.variables,
          .terminal = surface.terminal,
          .clock = surface.clock,
          .make_connector = surface.make_connector,
          .stop = surface.stop};
}

Env env_of(const Surface& surface, const Globals& globals, Talk& talk, const Style& err_style, std::string command) {
  return {.surface = surface,
          .globals = globals,
          .talk = talk,
          .log = log_to(talk, globals.verbosity),
          .style = style_for(surface.variables, surface.terminal.out, globals.no_color, globals.plain),
          .err_style = err_style,
          .format = format_of(globals.output),
          .command = std::move(command)};
}

/// A failure goes into the envelope, or as a text to standard error only: half of what was asked for is no answer.
ExitCode run_shaped(const Node& node, Globals globals, const Surface& surface, std::string command,
                    const Shape& shape) {
  globals.output = "json";
  const Style err_style = style_for(surface.variables, surface.terminal.err, globals.no_color, globals.plain);
  auto shaped = ShapedOutput::make(surface.out, shape);
  if (!shaped) return tell_failure(shaped.error(), Format::table, true, surface, err_style);
  const Surface inner = with_output(surface, **shaped);
  Talk talk(surface.err, surface.clock,
            {can_redraw(surface, globals), globals.quiet, surface.terminal.columns, err_style});
  const auto code = node.action(env_of(inner, globals, talk, err_style, std::move(command)));
  const auto failure = code ? std::nullopt : std::optional(code.error());
  const ExitCode exit = code ? *code : exit_code_of(failure->kind);
  const auto misfit = (*shaped)->finish(exit, failure);
  if (failure) return tell_failure(*failure, Format::table, true, surface, err_style);
  return misfit ? tell_failure(*misfit, Format::table, true, surface, err_style) : exit;
}

ExitCode run_verb(const Node& node, const Globals& globals, const Surface& surface, std::string command) {
  const Style err_style = style_for(surface.variables, surface.terminal.err, globals.no_color, globals.plain);
  const bool on_stderr = node.command->text.failures_on_stderr;
  const auto shape = shape_of(globals, surface, node.command->text);
  if (!shape) return tell_failure(shape.error(), format_of(globals.output), on_stderr, surface, err_style);
  if (shape->is_wanted()) return run_shaped(node, globals, surface, std::move(command), *shape);
  Talk talk(surface.err, surface.clock,
            {can_redraw(surface, globals), globals.quiet, surface.terminal.columns, err_style});
  const Env env = env_of(surface, globals, talk, err_style, std::move(command));
  const auto code = node.action(env);
  if (code) return *code;
  return tell_failure(code.error(), env.format, on_stderr, surface, err_style);
}

/// A command line that cannot be parsed, told as its reader wants it.
ExitCode tell_misuse(const Tree& tree, const Error& error, const std::vector<std::string>& args,
                     const Surface& surface) {
  const Style style = style_for(surface.variables, surface.terminal.err, tree.globals().no_color, tree.globals().plain);
  const Command* command = tree.reached().command;
  const bool on_stderr = command != nullptr && command->text.failures_on_stderr;
  const bool by_agent = std::find(args.begin(), args.end(), "--agent") != args.end() ||
                        !surface.variables.get_or_empty(agent_variable).empty();
  if (!by_agent) return tell_failure(error, format_in(args), on_stderr, surface, style);
  if (auto shaped = ShapedOutput::make(surface.out, {.agent = true}))
    (*shaped)->finish(exit_code_of(error.kind), error);
  return tell_failure(error, Format::table, true, surface, style);
}

ExitCode dispatch(const std::vector<std::string>& args, const Surface& surface) {
  if (is_completion(args)) return complete(args, all_commands(), surface);
  Tree tree(all_commands());
  const auto request = tree.parse(args);
  if (!request) return tell_misuse(tree, request.error(), args, surface);
  if (request->kind == Request::Kind::run) return run_verb(*request->node, tree.globals(), surface, command_line(args));
  const Style style = style_for(surface.variables, surface.terminal.out, tree.globals().no_color, tree.globals().plain);
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
