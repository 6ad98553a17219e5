/// How both writers spell a number.
#pragma once

#include <string>

#include "document/value.hpp"

namespace corootctl::document {

/// The shortest text that reads back as the same number of the same kind; "null" when it is not finite.
std::string number_text(const Value& value);

}  // namespace corootctl::document
