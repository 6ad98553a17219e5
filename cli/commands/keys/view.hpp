/// How keys are shown: fingerprints, never the keys.
#pragma once

#include <string>

#include "cli/exit_code.hpp"
#include "cli/output/style.hpp"
#include "links/key_status.hpp"
#include "links/rotate/rotate.hpp"

namespace corootctl::cli {

/// {"hub", "server_started", "members": [{..., "entries": [...]}]}.
document::Value keys_value(const links::KeysReport& report, const std::string& hub);
/// One row a member; wide: where the hub's copy lies and every entry of the member's project.
std::string keys_text(const links::KeysReport& report, std::int64_t now_ms, bool wide, const Style& style,
                      std::size_t columns);

/// {"hub", "changed", "members": [...], "objects", "error"}.
document::Value rotation_value(const links::RotateReport& report, const std::string& hub);
std::string rotation_text(const links::RotateReport& report, const std::string& hub, const Style& style,
                          std::size_t columns);

/// The hub's error, or each member's; a member that was not reached because of another one's has none.
Outcomes outcomes_of(const links::RotateReport& report);

}  // namespace corootctl::cli
