/// A fleet file with everything said that it leaves to defaults.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::fleetfile {

/// A fleet file that says the same of each cluster in its own block, without defaults and byLabel, and names the
/// members of each aggregate. Paths stay as they are written. Errors: as read().
Result<document::Value> filled(std::string_view text, const std::string& source);

}  // namespace corootctl::fleetfile
