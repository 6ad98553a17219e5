/// How `status` shows clusters, components and links.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/exit_code.hpp"
#include "cli/output/structured.hpp"
#include "cli/output/style.hpp"
#include "ops/status.hpp"

namespace corootctl::cli {

/// {"clusters": [...], "links": [...], "warnings": [...]}.
document::Value status_value(const ops::StatusReport& report);

/// Clusters, then components (only those in trouble unless wide), then links with the age of their data at `now_ms`.
std::string status_text(const ops::StatusReport& report, std::int64_t now_ms, bool wide, const Style& style,
                        std::size_t columns);

/// Everything that is wrong, one error a cluster or link, for standard error.
std::vector<Error> status_errors(const ops::StatusReport& report);

/// A cluster counts as failed when it cannot be read, a component of it failed or does not run, or its link is broken;
/// a hub with links whose data are merely not there yet is 8.
ExitCode status_code(const ops::StatusReport& report);

}  // namespace corootctl::cli
