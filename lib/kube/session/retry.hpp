/// When a request may be sent again (connections 46-49).
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "http/transport.hpp"

namespace corootctl::kube {

inline constexpr int retry_limit = 10;  ///< repeats after the first try, as client-go

/// How long the server asks to wait: only 429 and 5xx with a Retry-After in whole seconds count; a date does not.
std::optional<std::chrono::seconds> wanted_pause(const http::Response& response);

/// Sends, and again after 429 and 5xx with Retry-After (any verb), and after a lost connection (GET only, 1 s apart).
/// The request's deadline covers the pauses. Errors: as Transport; timeout when the server asks for a longer pause than
/// is left, naming its last answer.
Result<http::Response> send_with_retries(http::Transport& transport, const http::Request& request, const Clock& clock,
                                         const Log& log, std::stop_token stop);

}  // namespace corootctl::kube
