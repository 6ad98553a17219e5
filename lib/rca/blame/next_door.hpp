/// Changes next door: an app that fails without any change of its own and without a reason of its own, right after
/// something it calls was changed. The answers of the changed one may be wrong although they are quick and succeed, so
/// its own figures stay usual.
#pragma once

#include "rca/blame/suspects.hpp"

namespace corootctl::rca {

/// Moves part of the own blame of such apps to the changed callee, and notes it in Case::next_door. What stays is the
/// doubt: harmless changes are common.
void blame_changes_next_door(Case& item);

}  // namespace corootctl::rca
