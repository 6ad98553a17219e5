/// How many terminal columns a UTF-8 text takes, and cutting it there.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace corootctl {

/// Columns of `text`: 2 for East Asian wide characters and emoji, 0 for combining marks, 1 for each byte that is not
/// valid UTF-8.
std::size_t text_width(std::string_view text);

/// `text` when it fits into `columns`, else its beginning and "…".
std::string cut_to_width(std::string_view text, std::size_t columns);

/// The same with "…" in the middle: what tells names apart is often their end.
std::string cut_middle(std::string_view text, std::size_t columns);

/// Spaces after `text` up to `columns`.
std::string pad_to_width(std::string_view text, std::size_t columns);

/// Lines of at most `columns` columns, broken at blanks; longer words stay whole. Line breaks in `text` are kept. The
/// first line begins at column `indent`, which the caller fills; the others get that many blanks and `hanging` more.
std::string wrap(std::string_view text, std::size_t columns, std::size_t indent, std::size_t hanging = 0);

/// One harmless line: the text up to its first line break ("..." then), control characters as "^[" or "^?".
/// What servers and kubeconfigs say must not move the cursor.
std::string one_line(std::string_view text);

}  // namespace corootctl
