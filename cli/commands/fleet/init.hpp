/// `fleet init`: a first fleet file from contexts and from what is installed there.
#pragma once

#include "cli/parse/command.hpp"

namespace corootctl::cli {

Command fleet_init_command();

}  // namespace corootctl::cli
