/// Files: reading whole, and writing so that a reader never sees half.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace corootctl {

/// What a text holds that stands where a path belongs, as "812 bytes of content (base64)"; "" when it can be a path. CI
/// systems keep whole files in variables: such a text may hold keys and is shown nowhere.
std::string content_in_place_of_path(std::string_view text);
/// Errors: config for a content in place of a path.
Result<> check_path(std::string_view text);
/// The whole file. Errors: not_found when it does not exist, config otherwise; the text names the path and the reason,
/// never a content that was given as the path.
Result<std::string> read_file(const std::string& path);
/// Everything standard input has.
Result<std::string> read_stdin();
/// Writes a new file beside `path` and renames it over it; `mode` as in chmod, e.g. 0600.
Result<> write_file_atomically(const std::string& path, std::string_view text, unsigned mode);

}  // namespace corootctl
