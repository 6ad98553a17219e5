/// Gzip in memory.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace corootctl {

/// True when the bytes begin as a gzip file does (RFC 1952, section 2.3.1).
bool is_gzip(std::string_view bytes);

/// The unpacked bytes; several members in a row are one text. Errors: config, when the data are damaged or cut off.
Result<std::string> gunzip(std::string_view bytes);

/// Packed bytes without name and time, so that the same text gives the same bytes.
Result<std::string> gzip(std::string_view text);

}  // namespace corootctl
