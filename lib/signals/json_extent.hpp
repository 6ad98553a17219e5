/// Finds where a JSON value ends without parsing it, so that a large file can be read piece by piece: the parser then
/// needs an index of one app, not of 300 MB.
#pragma once

#include <cstddef>
#include <string_view>

namespace corootctl::signals {

/// The first place from `at` on that is no blank.
std::size_t past_blanks(std::string_view text, std::size_t at);

/// One past the string that starts at `at`; npos when the text ends before it does.
std::size_t end_of_string(std::string_view text, std::size_t at);

/// One past the value that starts at `at`; npos when the text ends before it does, or there is none.
std::size_t end_of_value(std::string_view text, std::size_t at);

/// One past the bracket that closes the outermost of `depth` arrays and objects that are open at `at`; npos as above.
std::size_t end_of_container(std::string_view text, std::size_t at, std::size_t depth);

}  // namespace corootctl::signals
