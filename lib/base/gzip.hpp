/// Gzip in memory.
#pragma once

#include <string>
#include <string_view>

#include "base/files.hpp"
#include "base/result.hpp"

namespace corootctl {

/// True when the bytes begin as a gzip file does (RFC 1952, section 2.3.1).
bool is_gzip(std::string_view bytes);

/// The unpacked bytes; several members in a row are one text. Errors: config, when the data are damaged or cut off.
Result<std::string> gunzip(std::string_view bytes);

/// The same of bytes that come piece by piece; what is no gzip file passes as it is. Errors: those of `packed`, and as
/// above.
ReadBytes unpacked(ReadBytes packed);

/// Packed bytes without name and time, so that the same text gives the same bytes.
Result<std::string> gzip(std::string_view text);

}  // namespace corootctl
