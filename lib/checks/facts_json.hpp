/// Facts as JSON, "corootctl.facts/v1": to be kept, and judged later without any server.
#pragma once

#include "base/result.hpp"
#include "checks/facts.hpp"
#include "document/value.hpp"

namespace corootctl::checks {

/// Fixed key order; what is absent is null.
document::Value to_value(const Facts& facts);

/// Members that are not there read as empty, unknown ones are left out. Errors: config, when the document says another
/// schema.
Result<Facts> read_facts(const document::Value& document);

}  // namespace corootctl::checks
