/// How plan and apply show what would be done, and what was.
#pragma once

#include <string>
#include <vector>

#include "cli/exit_code.hpp"
#include "cli/output/style.hpp"
#include "converge/apply.hpp"
#include "converge/fleet_plan.hpp"

namespace corootctl::cli {

/// {"fleet", "pending", "clusters": [{name, context, role, uid, readonly, digest, objects: [{wave, object, action,
/// checked, note, owners, changes}], notes, error}]}; action is create, change, delete or none.
document::Value plan_value(const converge::FleetPlan& plan, const std::string& fleet);

/// What is pending by wave, with all objects when wide; each change of a field; what is to be known.
std::string plan_text(const converge::FleetPlan& plan, bool wide, const Style& style, std::size_t columns);

/// The same for a pull request.
std::string plan_markdown(const converge::FleetPlan& plan, const std::string& fleet);

/// "3 to create, 1 to change in 2 clusters", or "nothing to do".
std::string plan_summary(const converge::FleetPlan& plan);

/// {"fleet", "changed", "waves": [{wave, clusters: [{context, project, objects, components, warnings, way_back,
/// error}], members: [{project, context, url, key_fingerprint, health, error}], error}]}.
document::Value applied_value(const std::vector<converge::WaveReport>& waves, const std::string& fleet);

std::string applied_text(const std::vector<converge::WaveReport>& waves, const std::string& hub, bool wide,
                         const Style& style, std::size_t columns);

/// Of every cluster and link in every wave.
Outcomes outcomes_of(const std::vector<converge::WaveReport>& waves);

}  // namespace corootctl::cli
