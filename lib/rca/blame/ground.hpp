/// Where the alarmed app's own level says too little to follow (few requests, quantiles of a mix): what each app and
/// each call lost by itself, added up over all that the alarmed apps call.
#pragma once

#include "rca/blame/suspects.hpp"

namespace corootctl::rca {

/// The app's own time per request: what its callers' calls took at it, less what its own calls took. Both sides come
/// from the same measurements of calls, so a sampled part of the traffic does. Not measured when some calls of it are
/// not.
Change own_time_of(const World& world, const Window& window, std::size_t app);

/// Blame by what was lost where, in request-seconds; failed requests count as seconds. Returns how much was lost in
/// all, a second; 0, and no change, when nothing surely got worse.
double blame_by_ground(const Case& item, Flow& flow);

/// Request-seconds a second that calls and apps below the alarmed ones lost beyond any doubt. Reads only the world, the
/// window and who is reachable.
double sure_loss(const Case& item);

/// The same of the app below the alarmed one that lost most by its own measurement: seconds, or failed requests, a
/// second. Not the sum, because apps send on what they lost.
double sure_loss_of_apps(const Case& item, std::size_t alarmed, Currency currency);

}  // namespace corootctl::rca
