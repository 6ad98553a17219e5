/// What checks found, for programs and pipelines, and what a check is.
#pragma once

#include <string>

#include "checks/run.hpp"
#include "document/value.hpp"
#include "pipeline/report.hpp"

namespace corootctl::report {

/// "corootctl.checks/v1": clusters, checks, and how many of each. What matters most comes first: checks with findings,
/// what could not be checked, what passed, each in the order of the codes. Fixed key order.
document::Value to_value(const checks::Report& report);

/// One check of the registry.
document::Value to_value(const checks::Check& check);

/// What it means and how to put it right: for a terminal, and as the page in docs/checks.
std::string to_text(const checks::Check& check);
std::string to_markdown(const checks::Check& check);

/// For pipelines: a case a check, failed when a finding is as severe as `least`.
pipeline::Report findings_of(const checks::Report& report, const char* verb, checks::Severity least);

}  // namespace corootctl::report
