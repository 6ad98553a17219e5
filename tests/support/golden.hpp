/// Texts that the tests expect, as files below tests/golden.
#pragma once

#include <string>

namespace corootctl::support {

/// The content of tests/golden/`name`, "" when there is none. With UPDATE_GOLDEN set in the environment the file is
/// first written with `actual`: the change is then seen, and judged, in the version control's diff.
std::string golden(const std::string& name, const std::string& actual);

}  // namespace corootctl::support
