/// What one place of a fleet file says about another.
#pragma once

#include "document/value.hpp"
#include "fleetfile/fleet.hpp"
#include "fleetfile/problem.hpp"

namespace corootctl::fleetfile {

/// `fleet` is what was read from `document` as far as its form allowed.
Problems check_fleet(const document::Value& document, const Fleet& fleet);

}  // namespace corootctl::fleetfile
