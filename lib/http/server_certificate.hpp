/// What a server's certificate says, whether it is trusted or not.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/deadline.hpp"
#include "base/result.hpp"

namespace corootctl::http {

/// The last moment at which the certificate at an https URL is good. Connects without verifying it, sends a HEAD and
/// believes nothing of the answer. `proxy_url` as in ConnectionOptions. Errors: unreachable, when no certificate is
/// shown.
Result<std::chrono::system_clock::time_point> end_of_server_certificate(const std::string& url,
                                                                        const std::string& proxy_url,
                                                                        const Deadline& deadline);

}  // namespace corootctl::http
