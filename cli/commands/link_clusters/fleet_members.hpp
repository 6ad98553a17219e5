/// link-clusters --fleet: hub, members and aggregate as a fleet file says.
#pragma once

#include "cli/commands/link_clusters/options.hpp"
#include "cli/env.hpp"
#include "ops/link/link.hpp"

namespace corootctl::cli {

/// Links the remote members of one aggregate (--aggregate, else the file's first) that --member chooses.
/// Errors: usage for what only apply can do: an aggregate without the project of a hub that has one, members with
/// agents only; a readonly hub; config. Nothing is contacted.
Result<> set_fleet_link(const LinkOptions& options, const Env& env, ops::LinkRequest& request);

}  // namespace corootctl::cli
