/// Small text functions that the standard library lacks.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace corootctl {

std::string_view trim(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
/// "a, b and 3 more": the first `most` parts, and how many are left out.
std::string join_first(const std::vector<std::string>& parts, std::size_t most);
/// One line without control characters, at most `limit` bytes: what a server or a program says must not drive the
/// terminal.
std::string printable(std::string_view text, std::size_t limit = 2048);
/// The text as one word of a POSIX shell: as it is where that is safe, else in single quotes.
std::string shell_word(std::string_view text);

/// The text with `instead` in place of the user and password of URLs in it, and of the "@" behind them.
std::string hide_userinfo(std::string text, std::string_view instead = "");
std::string lower(std::string_view text);
bool starts_with_any(std::string_view text, const std::vector<std::string_view>& prefixes);

/// The candidate that differs least from `word`, if it is close enough to be what was meant (at most a third of the
/// letters wrong).
std::optional<std::string> closest(std::string_view word, const std::vector<std::string>& candidates);

/// Shell-style match of a whole name: `*` any run, `?` one character.
bool glob_match(std::string_view pattern, std::string_view name);

}  // namespace corootctl
