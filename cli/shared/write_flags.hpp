/// The flags of every verb that writes: whether to ask, to try only, to take over, and how long to wait; and asking.
#pragma once

#include "cli/env.hpp"
#include "deploy/report.hpp"

namespace corootctl::cli {

struct WriteOptions {
  bool yes = false;
  std::string dry_run = "none";
  bool force_conflicts = false;
  bool wait = true;
  std::chrono::milliseconds timeout = std::chrono::minutes(10);  ///< of the waiting in each cluster
};

/// `dry_run_help` says what --dry-run=client and =server do in this verb.
void declare_write(CLI::App& app, WriteOptions& options, const char* dry_run_help);

deploy::DryRun dry_run_of(const WriteOptions& options);

/// What a command is about to write, in lines: "cluster-a (https://...): operator, Coroot coroot/coroot".
using Intent = std::vector<std::string>;

/// Shows the intent and asks on a terminal. Without one a script has to say --yes: usage error. "No" is `cancelled`.
Result<> confirm(const Intent& intent, bool yes, const Env& env);

}  // namespace corootctl::cli
