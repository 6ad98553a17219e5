/// A tree for kustomize.
#pragma once

#include "render/files.hpp"
#include "render/parts.hpp"
#include "render/settings.hpp"

namespace corootctl::render {

/// For each cluster a folder, in it one for the operator (a chart needs --enable-helm, gitops 16), one for secrets
/// where there are some, and one for the Coroot resource.
Tree kustomize_tree(const std::vector<Part>& parts, const Settings& settings);

}  // namespace corootctl::render
