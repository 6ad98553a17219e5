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
  std::string out{};    ///< folder to write
  std::string check{};  ///< folder to compare with
  std::string secrets = "reference";
  render::Settings settings{};
};

void declare_render(CLI::App& app, RenderOptions& options);

/// Errors: usage, for flags that do not go together.
Result<render::Settings> render_settings(const RenderOptions& options);

}  // namespace corootctl::cli
