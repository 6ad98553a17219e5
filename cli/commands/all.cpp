#include "cli/commands/all.hpp"

namespace corootctl::cli {

std::vector<Command> all_commands() {
  return {contexts_command(),
          fleet_command(),
          preflight_command(),
          install_command(),
          link_clusters_command(),
          unlink_clusters_command(),
          keys_command(),
          plan_command(),
          apply_command(),
          render_command(),
          status_command(),
          check_command(),
          explain_command(),
          apps_command(),
          topology_command(),
          incidents_command(),
          inventory_command(),
          rca_command(),
          gate_command(),
          upgrade_command(),
          uninstall_command(),
          bundle_command(),
          rbac_command(),
          mcp_command(all_commands),
          commands_command(all_commands),
          auth_command(),
          version_command(),
          completion_command(),
          help_command(all_commands)};
}

}  // namespace corootctl::cli
