/// Files: reading whole, and writing so that a reader never sees half.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace corootctl {

/// Whether a text can be a path. CI systems keep whole files in variables: such a content may hold keys and is shown
/// nowhere. Errors: config, "holds 812 bytes of content (base64), not the path of a file".
Result<> check_path(std::string_view text);
/// The whole file. Errors: not_found when it does not exist, config otherwise; the text names the path and the reason,
/// never a content that was given as the path.
Result<std::string> read_file(const std::string& path);
/// Everything standard input has.
Result<std::string> read_stdin();
/// Writes a new file beside `path` and renames it over it; `mode` as in chmod, e.g. 0600.
Result<> write_file_atomically(const std::string& path, std::string_view text, unsigned mode);

}  // namespace corootctl
