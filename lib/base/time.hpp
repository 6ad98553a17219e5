/// Moments as texts. Epoch milliseconds unless a type says otherwise.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace corootctl {

/// RFC 3339 as Go's time package reads it: fields of fixed width, "T" and "Z" in capitals, any number of decimals, no
/// leap seconds. nullopt when malformed. Moments that the clock's 64 bits cannot hold (after 2262) become its limits.
std::optional<std::chrono::system_clock::time_point> parse_rfc3339(std::string_view text);

/// "2025-01-31T09:30:00Z"
std::string format_rfc3339(std::int64_t ms);

/// "2026-11-22 10:29:37 UTC", for sentences.
std::string format_time(std::int64_t ms);

std::int64_t now_ms(const Clock& clock);

}  // namespace corootctl
