/// install --fleet: the targets that a fleet file gives, each with its own settings.
#pragma once

#include "cli/commands/install/options.hpp"
#include "cli/env.hpp"
#include "ops/install/install.hpp"

namespace corootctl::cli {

/// The hub gets the operator only, since link-clusters makes its resource; it is left out when --member chooses, or
/// when GitOps brings its operator. Members with agents only are left out with a warning: they need what apply does.
/// Readonly members are left out with a warning, and refused when --member names them.
/// Errors: usage and config, before anything is contacted.
Result<> set_fleet_targets(const InstallOptions& options, const Env& env, ops::InstallRequest& request);

}  // namespace corootctl::cli
