/// The part of the Common Expression Language that validation rules of the Coroot resource use: self, has(), size(),
/// !, &&, ||, ?:, comparisons, +, -, integers, strings, true and false.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::support {

/// Whether `rule` holds for `self`. Errors: invalid, with the position, for what this part does not know.
Result<bool> holds(std::string_view rule, const document::Value& self);

}  // namespace corootctl::support
