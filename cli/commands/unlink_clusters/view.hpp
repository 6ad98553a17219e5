/// How `unlink-clusters` shows what it did.
#pragma once

#include <string>

#include "cli/exit_code.hpp"
#include "cli/output/style.hpp"
#include "links/unlink/unlink.hpp"

namespace corootctl::cli {

/// {"hub", "changed", "members": [...], "gone_aggregates", "objects", "components", "warnings", "lost", "way_back",
/// "error"}.
document::Value unlink_value(const links::UnlinkReport& report, const std::string& hub);

/// The members, the hub's objects, the changes of a dry run, and components that are not ready.
std::string unlink_text(const links::UnlinkReport& report, const std::string& hub, bool wide, const Style& style,
                        std::size_t columns);

}  // namespace corootctl::cli
