/// From a cluster of the file to what install shall bring there.
#pragma once

#include "base/secret_string.hpp"
#include "converge/request.hpp"
#include "ops/install/install.hpp"

namespace corootctl::converge {

/// The operator only. The hub's resource comes with its projects (hub_plan.hpp).
ops::InstallWants operator_wants(const fleetfile::Cluster& cluster);

/// The member's resource; its operator too when `with_operator`. Errors: as the template's.
Result<ops::InstallWants> member_wants(const fleetfile::Fleet& fleet, const fleetfile::Cluster& member,
                                       bool with_operator);

/// The Secret of an agents member with the key that the hub made for it.
document::Value key_secret(const fleetfile::Fleet& fleet, const fleetfile::Cluster& member, const SecretString& key);

/// What both have in common.
ops::InstallRequest install_request(const Request& request);

}  // namespace corootctl::converge
