/// How the verbs of `fleet` show what they found.
#pragma once

#include <string>

#include "cli/shared/fleet.hpp"
#include "document/value.hpp"
#include "fleetfile/read.hpp"

namespace corootctl::cli {

/// The document with those members only that are left in `fleet`.
document::Value members_alone(document::Value whole, const fleetfile::Fleet& fleet);

/// {file, valid, mistakes: [{line, column, message, hint}]}
document::Value validation_value(const fleetfile::Problems& problems, const std::string& file);

/// The mistakes one below the other, or that there is none.
std::string validation_text(const fleetfile::Problems& problems, const FleetText& text);

}  // namespace corootctl::cli
