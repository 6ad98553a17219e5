#include "cli/shared/watch.hpp"

#include <optional>

#include "base/time.hpp"
#include "cli/parse/flags.hpp"

namespace corootctl::cli {
namespace {

constexpr auto shortest_interval = std::chrono::seconds(5);

void say_what_goes_on(const WatchOptions& options, const Env& env) {
  if (env.surface.terminal.err) env.talk.step({"", options.on ? "watching, Ctrl-C ends" : "asking Coroot"});
}

/// Documents of a stream stay apart: YAML's by its own mark, tables by an empty line.
std::string separator(const Env& env) {
  if (env.format == Format::yaml) return "---\n";
  return env.format == Format::json || env.format == Format::name ? "" : "\n";
}

void show(const Look& look, bool again, const WatchOptions& options, const Env& env) {
  if (options.on) env.talk.line(format_rfc3339(now_ms(env.surface.clock)) + (again ? ": changed" : ":"));
  env.print((again ? separator(env) : "") + look.text);
  for (const auto& warning : look.warnings) env.talk.warn(warning);
  for (const auto& error : look.errors) env.complain(error);
  if (!look.note.empty()) env.talk.line(look.note);
}

std::string identity_of(const Look& look) {
  std::string out = look.identity;
  for (const auto& warning : look.warnings) out += "\n" + warning;
  for (const auto& error : look.errors) out += "\n" + describe(error);
  return out;
}

}  // namespace

void declare_watch(CLI::App& app, WatchOptions& options) {
  switch_flag(app, "-w,--watch", options.on, "repeat until Ctrl-C and print only changes");
  span_flag(app, "--interval", options.interval, "time between two repetitions of --watch (default 30s)");
}

ExitCode exit_code_of(const Look& look) {
  return exit_code_of_answer(look.meets_condition, look.is_complete && look.errors.empty());
}

Result<ExitCode> watch(const WatchOptions& options, const Env& env, const std::function<Result<Look>()>& look) {
  if (options.interval < shortest_interval) {
    return fail_with_hint(ErrorKind::usage, "Each repetition makes the hub recompute everything.",
                          "--interval is below 5s");
  }
  const auto stopped = [&] { return env.surface.stop.stop_requested(); };
  std::optional<std::string> shown;
  for (;;) {
    auto seen = [&] {
      const Heartbeat beat(env.talk, env.surface.clock);
      say_what_goes_on(options, env);
      return look();
    }();
    if (options.on && stopped()) return exit_code_of(ErrorKind::cancelled);
    if (!seen && (!options.on || !shown)) return tl::unexpected<Error>(std::move(seen.error()));
    const auto identity = seen ? identity_of(*seen) : describe(seen.error());
    if (identity != shown) {
      if (seen) show(*seen, shown.has_value(), options, env);
      if (!seen) env.complain(seen.error());
      shown = identity;
    }
    if (seen && seen->afterwards) seen->afterwards();
    if (!options.on) return exit_code_of(*seen);
    if (!env.surface.clock.pause(options.interval, env.surface.stop)) return exit_code_of(ErrorKind::cancelled);
  }
}

}  // namespace corootctl::cli
