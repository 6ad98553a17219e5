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

/// Names come from clusters: nothing in them may become Markdown or break its tables.
std::string markdown_text(const std::string& text);

/// XML 1.0 cannot hold control characters, not even escaped.
std::string xml_text(std::string text);

}  // namespace corootctl::report
