/// How components, objects and changes are shown: shared by install, link-clusters and status.
#pragma once

#include <string>
#include <vector>

#include "cli/output/table.hpp"
#include "document/value.hpp"
#include "ops/install/install.hpp"

namespace corootctl::cli {

/// null for "".
document::Value text_or_null(const std::string& text);
document::Value texts(const std::vector<std::string>& items);

/// "ready", "waiting", "failed" or "missing".
std::string state_of(const deploy::Component& component);

/// [{name, object, state, ready, desired, image, reason}].
document::Value components_value(const std::vector<deploy::Component>& components);
/// [{object, outcome, changes: [{path, before, after}]}].
document::Value objects_value(const std::vector<deploy::ObjectReport>& objects);

/// CONTEXT, COMPONENT, READY, STATE (with IMAGE when wide): one row a component.
Table components_header(bool wide);
std::vector<Cell> component_row(const std::string& context, const deploy::Component& component, bool wide);

/// One line a change, below the object's own line: "  spec.projects[0].name: (absent) -> "prod-a"".
std::string changes_text(const std::vector<deploy::ObjectReport>& objects, const Style& style);

/// Tone of created, changed, unchanged.
Tone tone_of_outcome(const std::string& outcome);

}  // namespace corootctl::cli
