/// Numbers of a drawing as texts.
#pragma once

#include <fmt/format.h>

#include <string>

namespace corootctl::report {

/// A tenth of a unit is finer than any screen: "62.0".
inline std::string coordinate(double value) { return fmt::format("{:.1f}", value); }

}  // namespace corootctl::report
