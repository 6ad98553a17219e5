/// Calls that took longer or failed more than their callees say: what the network between them leaves behind.
#pragma once

#include <vector>

#include "rca/blame/suspects.hpp"

namespace corootctl::rca {

/// The call got slower or failed more than its callee did.
bool has_gap(const Case& item, std::size_t call);

/// The call leaves what we measure.
bool external_end(const Case& item, const Call& call);

/// The largest gap over some calls: without network signals it is the evidence. Weight 0 when there is none.
Reason gap_reason(const Case& item, const std::vector<std::size_t>& calls);

}  // namespace corootctl::rca
