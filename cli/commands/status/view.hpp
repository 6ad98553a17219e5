/// How `status` shows clusters, components and links.
#pragma once

#include <cstdint>
#include <string>

#include "cli/exit_code.hpp"
#include "cli/output/style.hpp"
#include "ops/status.hpp"

namespace corootctl::cli {

/// {"clusters": [...], "links": [...], "warnings": [...]}.
document::Value status_value(const ops::StatusReport& report);

/// Clusters, then components (only those in trouble unless wide), then links with the age of their data at `now_ms`.
std::string status_text(const ops::StatusReport& report, std::int64_t now_ms, bool wide, const Style& style,
                        std::size_t columns);

/// What is wrong with each cluster and each link. A cluster fails when it cannot be read, or a component of it failed
/// or does not run.
Outcomes outcomes_of(const ops::StatusReport& report);

}  // namespace corootctl::cli
