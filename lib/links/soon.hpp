/// How long one request, or a few that belong together, may take.
#pragma once

#include <chrono>
#include <stop_token>

#include "base/deadline.hpp"

namespace corootctl::links {

inline constexpr std::chrono::seconds request_deadline{60};

inline Within soon(const std::stop_token& stop) { return {Deadline::in(request_deadline), stop}; }

}  // namespace corootctl::links
