/// Numbers for people: "12 ms", "3.4 %", "1.2 GiB".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace corootctl {

/// Three digits, without a unit: "0.12", "4100".
std::string format_number(double value);

/// `unit` as in the snapshot format; an empty unit is a ratio when the value lies in 0..1.5.
std::string format_value(double value, std::string_view unit);

/// "95 s", "12 min", "1 h 5 min"
std::string format_span(std::int64_t ms);

}  // namespace corootctl
