/// The flags of render.
#pragma once

#include <string>

#include "cli/env.hpp"
#include "cli/shared/fleet.hpp"
#include "render/settings.hpp"

namespace corootctl::cli {

struct RenderOptions {
  FleetOptions fleet{};
  std::string format = "plain";
  std::string out{};    ///< folder to write; "-" = standard output, as without it
  std::string check{};  ///< folder to compare with
  std::string secrets = "reference";
  bool emit_secrets = false;
  std::string keys{};  ///< file of keys, "-" = standard input
  render::Settings settings{};
};

void declare_render(CLI::App& app, RenderOptions& options);

/// Whether the tree goes to standard output.
bool is_printed(const RenderOptions& options);

/// Without the keys. Errors: usage, for flags that do not go together.
Result<render::Settings> render_settings(const RenderOptions& options);

/// Reads them. Errors: config, as read_given_keys.
Result<render::GivenKeys> keys_of(const RenderOptions& options, const fleetfile::Fleet& fleet);

}  // namespace corootctl::cli
