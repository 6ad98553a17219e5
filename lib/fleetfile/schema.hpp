/// The format of fleet files as a JSON Schema (draft 7, which editors know), made from the reader's own table. It
/// knows what one place alone shows to be wrong; what two places say together only the reader sees.
#pragma once

#include "document/value.hpp"

namespace corootctl::fleetfile {

document::Value schema();

}  // namespace corootctl::fleetfile
