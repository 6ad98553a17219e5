/// Values and names in the shapes that all forms share.
#pragma once

#include <optional>
#include <string>

#include "document/value.hpp"

namespace corootctl::report {

/// Six significant digits: as many as the float32 values behind them carry. Whole numbers without an exponent are
/// integers; null when it is not finite or absent.
document::Value number(double value);
document::Value number(const std::optional<double>& value);

/// Epoch milliseconds, or null.
document::Value moment(const std::optional<std::int64_t>& ms);

}  // namespace corootctl::report
