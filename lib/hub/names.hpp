/// What a user means by an incident key or a part of an app's name.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "coroot/views.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::hub {

/// Errors: not_found, with the known keys.
Result<coroot::IncidentEntry> find_incident(const std::vector<coroot::IncidentEntry>& incidents,
                                            const std::string& key);

/// The app whose id is `text`, or whose name is, or the only one whose id contains it (any case).
/// Errors: not_found with a near name, usage when several match.
Result<std::string> find_app(const std::vector<signals::App>& apps, const std::string& text);
Result<std::string> find_app_id(const std::vector<std::string>& ids, const std::string& text);

}  // namespace corootctl::hub
