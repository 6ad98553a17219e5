/// The flags of uninstall, and the request they make.
#pragma once

#include <string>
#include <vector>

#include "cli/env.hpp"
#include "cli/shared/fleet.hpp"
#include "upkeep/uninstall/request.hpp"

namespace corootctl::cli {

struct UninstallOptions {
  std::vector<std::string> contexts{};
  std::string contexts_file{};
  FleetOptions fleet{};
  std::string hub{}, name{};
  upkeep::Extent extent{};
  bool even_linked = false;
  std::vector<std::string> confirmed{};  ///< --confirm
  bool yes = false, force_conflicts = false;
  std::string dry_run = "none";
  std::chrono::milliseconds timeout = std::chrono::minutes(10);
};

void declare_uninstall(CLI::App& app, UninstallOptions& options);

/// All but the consent. Errors: usage and config, before anything is contacted.
Result<upkeep::UninstallRequest> uninstall_request(const UninstallOptions& options, const Env& env);

/// The names that were typed out: of --confirm, and of CONTEXT=PROJECT.
std::vector<std::string> typed_names(const UninstallOptions& options, const upkeep::UninstallRequest& request);

}  // namespace corootctl::cli
