/// Blame that stayed where it was seen although what stands behind was not measured: an endpoint that only its callers
/// see mirrors an app of ours, and an own part may be that of a callee whose level was lost.
#pragma once

#include "rca/blame/case.hpp"

namespace corootctl::rca {

/// Moves most of such blame to the apps that something else speaks against: another level of theirs, or what their
/// other callers suffer. Notes in Case::inferred how much of an app's blame nobody measured at it.
void blame_unmeasured(Case& item);

}  // namespace corootctl::rca
