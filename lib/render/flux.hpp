/// A tree for Flux in every cluster.
#pragma once

#include "base/result.hpp"
#include "render/files.hpp"
#include "render/parts.hpp"
#include "render/settings.hpp"

namespace corootctl::render {

/// clusters/NAME is the folder that the cluster's Flux is bootstrapped with: Kustomizations, each waiting for the one
/// before it; coroot/NAME is what they bring. Errors: invalid for names that become the same.
Result<Tree> flux_tree(const std::vector<Part>& parts, const Settings& settings);

}  // namespace corootctl::render
