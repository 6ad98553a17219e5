/// How `incidents` shows outages.
#pragma once

#include <cstdint>
#include <string>

#include "cli/output/style.hpp"
#include "ops/project/incidents.hpp"

namespace corootctl::cli {

/// {key, source, app, cluster, namespace, kind, name, category, severity, state, slos, opened_at, resolved_at,
/// impact_percent, summary, sightings: [{project, key, opened_at, resolved_at}]}.
document::Value outage_value(const ops::Outage& outage);
/// {"project", "incidents": [...], "members", "warnings"}.
document::Value outages_value(const ops::OutageReport& report);
/// {"project", "incident", "slos": [{name, objective, compliance, violated, impact_percent}], "root_cause",
/// "at_the_same_time": [...], "members", "warnings"}.
document::Value outage_detail_value(const ops::OutageDetail& detail);

/// One row an outage; ages at `now_ms`.
std::string outages_table(const std::vector<ops::Outage>& outages, std::int64_t now_ms, bool wide, const Style& style,
                          std::size_t columns);
std::string outage_detail_text(const ops::OutageDetail& detail, std::int64_t now_ms, const Style& style,
                               std::size_t columns);

/// For --watch: keys and states, not ages and impacts.
std::string identity_of(const ops::Outage& outage);

}  // namespace corootctl::cli
