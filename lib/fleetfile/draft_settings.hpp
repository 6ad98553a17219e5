/// From a Coroot resource back to the settings of a fleet file.
#pragma once

#include <string>
#include <vector>

#include "document/value.hpp"

namespace corootctl::fleetfile {

/// The exposure of a resource; null for the default, which needs no words.
document::Value exposure_of(const document::Value& resource);

/// What corootctl applied to the resource and what neither a template nor another key of the file says; null when
/// there is nothing. Keys that may hold a secret as plain text are left out and named in `left_out`.
document::Value spec_of(const document::Value& resource, std::vector<std::string>& left_out);

}  // namespace corootctl::fleetfile
