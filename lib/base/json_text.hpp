/// JSON written piece by piece: how every JSON that we write spells its texts and keys.
#pragma once

#include <string>
#include <string_view>

namespace corootctl {

/// The text in quotes, with controls, quotes and backslashes escaped. A byte that is not UTF-8 becomes U+FFFD: JSON has
/// no way to carry it.
void append_json_text(std::string& out, std::string_view text);

/// A key with its colon, and a comma before it unless `out` ends with the bracket of its object.
void append_json_key(std::string& out, std::string_view key);

}  // namespace corootctl
