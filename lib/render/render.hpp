/// The use case: a fleet as a tree of files.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "render/files.hpp"
#include "render/settings.hpp"

namespace corootctl::render {

struct Rendered {
  Tree tree{};
  std::vector<std::string> warnings{};
};

/// The whole fleet, or `only` these members of it. Contacts nothing; holds no key unless the settings have them; the
/// same fleet and keys give the same bytes. Errors: those of the parts and of the form; config for keys that are not
/// given.
Result<Rendered> render_fleet(const fleetfile::Fleet& fleet, const std::vector<std::string>& only,
                              const Settings& settings);

}  // namespace corootctl::render
