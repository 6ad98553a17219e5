/// How `link-clusters` shows what it did.
#pragma once

#include <cstdint>
#include <string>

#include "cli/exit_code.hpp"
#include "cli/output/structured.hpp"
#include "cli/output/style.hpp"
#include "ops/link/link.hpp"

namespace corootctl::cli {

/// {"hub", "aggregate", "changed", "members": [...], "objects", "components", "warnings", "error"}.
document::Value link_value(const ops::LinkReport& report, const std::string& hub, const std::string& aggregate);

/// The members, the hub's objects, the changes of a dry run, and components that are not ready.
std::string link_text(const ops::LinkReport& report, const std::string& hub, bool wide, const Style& style,
                      std::size_t columns);

/// Members without data yet are 8, unless something is broken: then as for clusters.
ExitCode link_code(const ops::LinkReport& report);

/// {"state", "last_data", "agents", "detail"}; shared with status and rca.
document::Value health_value(const hub::MemberHealth& health);

/// What stays in the way of this member's data, as an error; nullopt when it is fine.
std::optional<Error> health_error(const hub::MemberHealth& health);

}  // namespace corootctl::cli
