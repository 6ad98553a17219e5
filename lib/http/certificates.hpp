/// What a certificate says of itself.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace corootctl::http {

/// The last moment at which the first certificate is good; nullopt when there is none.
std::optional<std::chrono::system_clock::time_point> end_of_certificate(const std::string& pem);

}  // namespace corootctl::http
