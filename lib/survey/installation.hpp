/// The facts of one Coroot resource and of what runs for it.
#pragma once

#include <vector>

#include "checks/facts.hpp"
#include "deploy/components.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::survey {

/// Keys as fingerprints; what may not be read is added to `gaps`. Errors: an interruption.
Result<checks::Installation> read_installation_facts(const kube::Reader& reader,
                                                     const deploy::Installation& installation,
                                                     std::vector<checks::Gap>& gaps, const Within& within);

}  // namespace corootctl::survey
