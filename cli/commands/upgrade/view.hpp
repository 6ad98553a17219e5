/// How an upgrade is shown, before it and after it.
#pragma once

#include <string>
#include <vector>

#include "cli/output/style.hpp"
#include "document/value.hpp"
#include "upkeep/upgrade/request.hpp"

namespace corootctl::cli {

using UpgradeReports = std::vector<upkeep::ClusterUpgrade>;

document::Value upgrade_value(const UpgradeReports& reports);

/// One row a cluster; with `changes` what the chart changes, each distinct list once.
std::string upgrade_text(const UpgradeReports& reports, bool changes, const Style& style, std::size_t columns);

/// What the chart changes, in lines: versions, fields of the definition, objects, the chart's values.
std::vector<std::string> diff_lines(const upkeep::ChartDiff& diff);

}  // namespace corootctl::cli
