/// Whether a cluster's data flow after an upgrade: not that a server answers, which it does with a broken store, too.
#pragma once

#include <memory>
#include <vector>

#include "coroot/client.hpp"
#include "deploy/components.hpp"
#include "fleet/surroundings.hpp"
#include "hub/probe.hpp"
#include "upkeep/upgrade/request.hpp"

namespace corootctl::upkeep {

/// The projects whose data come from the agents of these resources.
std::vector<std::string> own_projects(const std::vector<deploy::Installation>& installations);

/// Follows each project until its newest data are younger than `since_ms` (epoch), or the time is over. `cluster` is
/// who is told about. Errors: no_data, with the last state that was seen; cancelled.
Result<std::vector<hub::MemberHealth>> prove_data(const coroot::Client& server,
                                                  const std::vector<std::string>& projects, std::int64_t since_ms,
                                                  const std::string& cluster, const fleet::Surroundings& around,
                                                  const Within& within);

}  // namespace corootctl::upkeep
