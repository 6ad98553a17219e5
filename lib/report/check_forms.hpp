/// What checks found, for programs and pipelines.
#pragma once

#include <string>

#include "checks/run.hpp"
#include "document/value.hpp"

namespace corootctl::report {

/// "corootctl.checks/v1": clusters, checks, and how many of each. What matters most comes first: checks with findings,
/// what could not be checked, what passed, each in the order of the codes. Fixed key order.
document::Value to_value(const checks::Report& report);

/// One check of the registry.
document::Value to_value(const checks::Check& check);

/// What it means and how to put it right: for a terminal, and as the page in docs/checks.
std::string to_text(const checks::Check& check);
std::string to_markdown(const checks::Check& check);

/// One test case a check: failed when a finding is as severe as `least`, skipped where nothing could be judged.
std::string to_junit(const checks::Report& report, const char* verb, checks::Severity least);

/// SARIF 2.1.0, with every check that ran as a rule. The place of a finding is logical: CLUSTER/OBJECT.
document::Value to_sarif(const checks::Report& report, const std::string& version);

/// Commands of a GitHub Actions workflow: one annotation a finding.
std::string to_github(const checks::Report& report);

}  // namespace corootctl::report
