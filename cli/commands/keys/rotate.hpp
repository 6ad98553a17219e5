/// `keys rotate`: new keys for members, step by step.
#pragma once

#include "cli/parse/command.hpp"

namespace corootctl::cli {

Command keys_rotate_command();

}  // namespace corootctl::cli
