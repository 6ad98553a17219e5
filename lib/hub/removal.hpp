/// Projects that the hub's server keeps whatever its configuration says (coroot-api 44).
#pragma once

#include <string>

#include "deploy/components.hpp"
#include "hub/access.hpp"

namespace corootctl::hub {

/// Deletes the project of that name with its incidents, alerts, dashboards and settings; false = there was none.
/// Errors: unauthorized when the login may not change projects.
Result<bool> remove_project(const kube::Client& hub, const deploy::Installation& installation, const Login& login,
                            const std::string& name, const Within& within);

/// Whether that would be allowed; changes nothing. Errors: unauthorized, with what helps.
Result<> check_may_remove(const kube::Reader& hub, const deploy::Installation& installation, const Login& login,
                          const Within& within);

}  // namespace corootctl::hub
