/// How `link-clusters` shows what it did.
#pragma once

#include <optional>
#include <string>

#include "cli/exit_code.hpp"
#include "cli/output/style.hpp"
#include "ops/link/link.hpp"

namespace corootctl::cli {

/// {"hub", "aggregate", "changed", "members": [...], "objects", "components", "warnings", "way_back", "error"}.
document::Value link_value(const ops::LinkReport& report, const std::string& hub, const std::string& aggregate);

/// The members, the hub's objects, the changes of a dry run, and components that are not ready.
std::string link_text(const ops::LinkReport& report, const std::string& hub, bool wide, const Style& style,
                      std::size_t columns);

/// Why this member does not work: its own error, or that its data do not arrive; nullopt when all is well.
std::optional<Error> trouble_of(const ops::MemberLink& member);

/// The hub's error alone, or each member's.
Outcomes outcomes_of(const ops::LinkReport& report);

}  // namespace corootctl::cli
