/// The forms in which pipelines take a report.
#pragma once

#include <string>

#include "document/value.hpp"
#include "pipeline/report.hpp"

namespace corootctl::pipeline {

/// A test report as Jenkins reads it (junit-10.xsd of its xUnit plugin): one test case for each case, failed when a
/// finding of it fails, skipped where nothing could be judged; an error for each cluster that could not be read.
/// Nothing in it depends on the clock.
std::string to_junit(const Report& report);

/// SARIF 2.1.0. The place of a finding is logical, CLUSTER/OBJECT; what was compared with an earlier answer has its
/// baselineState. `version` is this program's.
document::Value to_sarif(const Report& report, const std::string& version);

/// Commands of a GitHub Actions workflow: an annotation for each finding, and a notice for what was not judged.
std::string to_github(const Report& report);

/// A code quality report of GitLab: description, check_name, fingerprint, severity and location, by its documentation.
/// The fingerprint of a finding does not depend on the numbers in its message.
document::Value to_gitlab(const Report& report);

/// For a pull request: a table of the findings, what was not judged, and what could not be read.
std::string to_markdown(const Report& report);

}  // namespace corootctl::pipeline
