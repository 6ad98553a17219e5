/// What `plan` tells pipelines.
#pragma once

#include <string>

#include "converge/fleet_plan.hpp"
#include "pipeline/report.hpp"

namespace corootctl::cli {

/// A case for each object: failed while it is not as the file says, except in clusters that are left alone. `file` is
/// the fleet file as it was named, "" for the usual one; one outside of the working directory is not told.
pipeline::Report plan_findings(const converge::FleetPlan& plan, const std::string& file);

}  // namespace corootctl::cli
