/// What `status` tells pipelines.
#pragma once

#include "ops/status.hpp"
#include "pipeline/report.hpp"

namespace corootctl::cli {

/// A case for each cluster and each link: failed where outcomes_of() has an error. A link that only lacks data is a
/// warning, as shortly after linking; what this user may not read is not judged.
pipeline::Report status_findings(const ops::StatusReport& report);

}  // namespace corootctl::cli
