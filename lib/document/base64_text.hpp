/// The content of a `!!binary` scalar.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace corootctl::document {

/// Standard alphabet with padding; line breaks and blanks inside are skipped. nullopt when the text is not base64 or
/// its bytes are not UTF-8, since a document tree holds text only.
std::optional<std::string> text_from_base64(std::string_view text);

}  // namespace corootctl::document
