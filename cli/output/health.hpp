/// How the health of a member's data is shown, to programs and as an error.
#pragma once

#include <optional>

#include "base/result.hpp"
#include "document/value.hpp"
#include "hub/probe.hpp"

namespace corootctl::cli {

/// {"state", "last_data", "agents", "detail"}.
document::Value health_value(const hub::MemberHealth& health);

/// What stays in the way of this member's data, as an error; nullopt when it is fine.
std::optional<Error> health_error(const hub::MemberHealth& health);

}  // namespace corootctl::cli
