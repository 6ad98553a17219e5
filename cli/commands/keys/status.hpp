/// `keys status`: the members' keys on both sides.
#pragma once

#include "cli/parse/command.hpp"

namespace corootctl::cli {

Command keys_status_command();

}  // namespace corootctl::cli
