#include "cli/shared/write_flags.hpp"

#include "base/text.hpp"
#include "cli/parse/flags.hpp"

namespace corootctl::cli {

void declare_write(CLI::App& app, WriteOptions& o, const char* dry_run_help) {
  choice_flag(app, "--dry-run", o.dry_run, "none|client|server", dry_run_help);
  switch_flag(app, "--wait", o.wait, "wait until everything runs (default; --wait=false does not)");
  span_flag(app, "--timeout", o.timeout, "time limit for waiting in each cluster (default 10m)");
  switch_flag(app, "--force-conflicts", o.force_conflicts, "take over fields that another manager owns");
  switch_flag(app, "-y,--yes", o.yes, "do not ask");
}

deploy::DryRun dry_run_of(const WriteOptions& options) {
  if (options.dry_run == "client") return deploy::DryRun::client;
  return options.dry_run == "server" ? deploy::DryRun::server : deploy::DryRun::none;
}

Result<> confirm(const Intent& intent, bool yes, const Env& env) {
  if (yes) return {};
  const auto& surface = env.surface;
  if (!surface.terminal.in || !surface.terminal.err) {
    return fail_with_hint(ErrorKind::usage, "Add --yes to write, or --dry-run=server to see what would change.",
                          "this command writes, and there is no terminal to ask on");
  }
  std::string text = "This will write:\n";
  for (const auto& line : intent) text += "  " + line + "\n";
  surface.err.write(text + "Go on? [y/N] ");
  CTL_TRY(const auto answer, surface.read_line(), "consent");
  const std::string word = lower(trim(answer));
  if (word == "y" || word == "yes") return {};
  return fail(ErrorKind::cancelled, "not confirmed, nothing was written");
}

}  // namespace corootctl::cli
