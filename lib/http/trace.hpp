/// What a verbose run says about HTTP, with everything secret taken out first.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/log.hpp"
#include "http/transport.hpp"

namespace corootctl::http {

/// The URL without userinfo and fragment; values of query parameters that name a secret read `<redacted>`.
std::string redact_url(std::string_view url);

/// JSON or form text in which the values of members that name a secret (key, token, password, ...) read `<redacted>`,
/// cut after `limit` bytes.
std::string redact_body(std::string_view body, std::size_t limit);

/// Level 8 and 9: headers and body of the request.
void trace_request(const Log& log, const Request& request);
/// Level 6, 8 and 9: one line with status and time; headers; body.
void trace_response(const Log& log, const Request& request, const Response& response, std::chrono::milliseconds took);
/// Level 6: a request without an answer; `reason` holds no secret.
void trace_failure(const Log& log, const Request& request, std::string_view reason, std::chrono::milliseconds took);

}  // namespace corootctl::http
