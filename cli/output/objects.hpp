/// How components, objects and changes are shown: shared by install, link-clusters and status.
#pragma once

#include <string>
#include <vector>

#include "cli/output/structured.hpp"
#include "cli/output/table.hpp"
#include "ops/install/install.hpp"

namespace corootctl::cli {

/// null for "".
document::Value text_or_null(const std::string& text);
document::Value texts(const std::vector<std::string>& items);

/// "ready", "waiting", "stopped", "failed", "missing" or "unknown".
std::string state_of(const deploy::Component& component);

/// [{name, object, state, ready, desired, image, reason}].
document::Value components_value(const std::vector<deploy::Component>& components);
/// [{object, outcome, changes: [{path, before, after}]}].
document::Value objects_value(const std::vector<deploy::ObjectReport>& objects);

/// {context, project, objects, components, warnings, way_back, error} of what install did in one cluster.
document::Object cluster_install_value(const ops::ClusterInstall& report);

/// CONTEXT, COMPONENT, READY, STATE (with OBJECT and IMAGE when wide): one row a component.
Table components_header(bool wide);
/// Only those that are not ready, unless `all`.
void add_components(Table& table, const std::string& context, const std::vector<deploy::Component>& components,
                    bool wide, bool all);

/// CONTEXT, OBJECT, RESULT: one row an object.
void add_objects(Table& table, const std::string& context, const std::vector<deploy::ObjectReport>& objects);

/// One line a change, below the object's own line: "  spec.projects[0].name: (absent) -> "prod-a"".
std::string changes_text(const std::vector<deploy::ObjectReport>& objects, const Style& style);

/// "To go back (...):" and the commands, one a line; "" when there is none.
std::string way_back_text(const std::vector<std::string>& commands);

/// Tone of created, changed, unchanged.
Tone tone_of_outcome(const std::string& outcome);

}  // namespace corootctl::cli
