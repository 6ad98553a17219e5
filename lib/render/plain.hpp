/// Folders of manifests for kubectl.
#pragma once

#include "render/files.hpp"
#include "render/parts.hpp"
#include "render/settings.hpp"

namespace corootctl::render {

/// A folder for each cluster, in it a folder for each step: definition and resource cannot go in one (gitops 1, 2).
Tree plain_tree(const std::vector<Part>& parts, const Settings& settings);

}  // namespace corootctl::render
