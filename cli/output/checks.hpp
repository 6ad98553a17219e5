/// What checks found, for people.
#pragma once

#include <string>

#include "checks/run.hpp"
#include "cli/exit_code.hpp"
#include "cli/output/style.hpp"

namespace corootctl::cli {

/// Findings, and what was not checked; `wide`: every check with its state. Below them what to do, once a code.
std::string checks_text(const checks::Report& report, bool wide, const Style& style, std::size_t columns);

/// One line a finding: "CRT107 error prod-a: Namespace coroot: ...".
std::string checks_short(const checks::Report& report);

/// "CRT107@prod-a": one line for each code and cluster with findings, as --suppress takes it.
std::string checks_names(const checks::Report& report);

/// "42 checks: 38 passed, 2 with findings (1 error, 3 warnings), 2 not checked."
std::string checks_summary(const checks::Report& report);

/// The clusters that could not be read.
Outcomes outcomes_of(const checks::Report& report);

}  // namespace corootctl::cli
