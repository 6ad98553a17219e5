/// The objects that a Coroot resource stands for, in the order in which the operator creates them (operator 7, 8).
#pragma once

#include <vector>

#include "support/operator/config.hpp"

namespace corootctl::support {

/// The agents; created first, also with agentsOnly.
std::vector<Planned> agent_objects(const document::Value& resource, const Validated& validated);
/// Server, Prometheus, ClickHouse and keeper with their Services, accounts and volumes.
std::vector<Planned> server_objects(const document::Value& resource, const Validated& validated);

}  // namespace corootctl::support
