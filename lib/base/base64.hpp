/// Base64 in the standard alphabet, padded.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace corootctl {

std::string base64_encode(std::string_view bytes);

/// As Go's StdEncoding reads: CR and LF are skipped, anything else outside the alphabet and missing padding is an error
/// (kubeconfig 24).
Result<std::string> base64_decode(std::string_view text);

}  // namespace corootctl
