/// Every verb. CONTRIBUTING.md says how to add one; help, manual page and completion follow from its declaration.
#pragma once

#include <vector>

#include "cli/parse/command.hpp"

namespace corootctl::cli {

Command contexts_command();
Command fleet_command();
Command install_command();
Command link_clusters_command();
Command unlink_clusters_command();
Command keys_command();
Command auth_command();
Command plan_command();
Command apply_command();
Command preflight_command();
Command status_command();
Command check_command();
Command explain_command();
Command apps_command();
Command topology_command();
Command incidents_command();
Command inventory_command();
Command rca_command();
Command gate_command();
Command render_command();
Command mcp_command(std::vector<Command> (*verbs)());       ///< `verbs` has what its tools run
Command commands_command(std::vector<Command> (*verbs)());  ///< `verbs` is what it lists
Command bundle_command();
Command rbac_command();
Command uninstall_command();
Command upgrade_command();
Command version_command();
Command completion_command();
Command help_command(std::vector<Command> (*verbs)());  ///< `verbs` is what it explains

/// In the order the help shows them.
std::vector<Command> all_commands();

}  // namespace corootctl::cli
