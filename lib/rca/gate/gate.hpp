/// A verdict about one release, for pipelines: what changed at the app, its callers, its callees and its new pods.
#pragma once

#include "base/result.hpp"
#include "rca/gate/release.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::rca {

/// Compares the time before the release (an hour at most) with the time since. `harm` needs a level that certainly got
/// worse by more than is allowed, and that nothing else explains; `no_harm` needs the app's own levels measured, within
/// what is allowed, for all of `watch_ms`. Everything else is not_enough_data.
/// The same snapshot gives the same answer. Errors: not_found when the app is not in the snapshot.
Result<GateAnswer> judge_release(const signals::Snapshot& snapshot, const GateQuestion& question);

}  // namespace corootctl::rca
