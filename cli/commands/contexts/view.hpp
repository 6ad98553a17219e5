/// How `contexts` shows its reports.
#pragma once

#include <string>
#include <vector>

#include "cli/output/style.hpp"
#include "ops/contexts.hpp"

namespace corootctl::cli {

using ContextReports = std::vector<ops::ContextReport>;

/// A list of objects: name, current, cluster, server, user, reachable (null when not asked), version, uid, role,
/// projects, error.
document::Value contexts_value(const ContextReports& reports);

std::string contexts_table(const ContextReports& reports, bool wide, const Style& style, std::size_t columns);

}  // namespace corootctl::cli
