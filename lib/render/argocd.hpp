/// A tree for Argo CD.
#pragma once

#include "base/result.hpp"
#include "render/files.hpp"
#include "render/parts.hpp"
#include "render/settings.hpp"

namespace corootctl::render {

/// argocd/ has an AppProject and two Applications for each cluster, one for the operator and one for what it shall run;
/// clusters/NAME has what the second one brings. Nothing here prunes or deletes (gitops 6-9). Errors: usage without a
/// repository or for a destination that cannot be filled in, invalid for names that become the same.
Result<Tree> argocd_tree(const std::vector<Part>& parts, const Settings& settings);

}  // namespace corootctl::render
