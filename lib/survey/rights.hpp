/// Whether this user may do what install and link-clusters write.
#pragma once

#include <string>
#include <vector>

#include "checks/facts.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::survey {

/// What installing needs, or what a hub's link needs, in this namespace. Each is asked for by one access review.
/// Errors: of the first review that fails.
Result<std::vector<checks::Right>> ask_rights(const kube::Reader& reader, const std::string& namespace_name,
                                              bool to_install, bool to_link, const Within& within);

}  // namespace corootctl::survey
