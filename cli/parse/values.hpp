/// What flag values mean.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace corootctl::cli {

/// "90" (seconds), or Go's "1h30m", "1.5s", "500ms"; not negative. Errors: usage.
Result<std::chrono::milliseconds> parse_span(std::string_view text);

/// An instant in epoch milliseconds: RFC 3339 ("2025-01-31T09:30:00Z", "...+01:00"), or a span that long before
/// `now` ("1h", "30m ago", "now"). Errors: usage.
Result<std::int64_t> parse_instant(std::string_view text, std::int64_t now);

}  // namespace corootctl::cli
