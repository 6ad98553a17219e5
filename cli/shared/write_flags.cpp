#include "cli/shared/write_flags.hpp"

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

}  // namespace corootctl::cli
