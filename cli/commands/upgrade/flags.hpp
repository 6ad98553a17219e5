/// The flags of upgrade, and the request they make.
#pragma once

#include <string>
#include <vector>

#include "cli/env.hpp"
#include "cli/shared/fleet.hpp"
#include "cli/shared/login.hpp"
#include "upkeep/upgrade/request.hpp"

namespace corootctl::cli {

struct UpgradeOptions {
  std::vector<std::string> contexts{};
  std::string contexts_file{};
  FleetOptions fleet{};
  std::string hub{}, canary{};
  int wave_size = 0;
  deploy::OperatorSource source{};
  std::vector<std::string> accepted{};
  bool no_verify = false, yes = false, force_conflicts = false;
  std::string dry_run = "none";
  std::chrono::milliseconds timeout = std::chrono::minutes(10);
  LoginOptions login{};
};

void declare_upgrade(CLI::App& app, UpgradeOptions& options);

/// All but the consent. Errors: usage and config, before anything is contacted.
Result<upkeep::UpgradeRequest> upgrade_request(const UpgradeOptions& options, const Env& env);

}  // namespace corootctl::cli
