/// Files: reading whole, and writing so that a reader never sees half.
#pragma once

#include <cstddef>
#include <functional>
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
/// All of it. Errors: config.
Result<std::string> read_standard_input();

/// Bytes that are asked for piece by piece: fills the `room` bytes at `to`; fewer only at the end.
using ReadBytes = std::function<Result<std::size_t>(char* to, std::size_t room)>;
/// A file, or with "-" standard input; errors as read_file's, those of reading when a piece is asked for.
Result<ReadBytes> open_bytes(const std::string& path);
/// Bytes that are there already; borrows them.
ReadBytes pieces_of(std::string_view text);
/// Writes a new file beside `path` and renames it over it; `mode` as in chmod, e.g. 0600.
Result<> write_file_atomically(const std::string& path, std::string_view text, unsigned mode);

}  // namespace corootctl
