/// What programs write into logs and traces, fit to be shown and kept: logs are where secrets turn up.
#pragma once

#include <string>
#include <string_view>

namespace corootctl::coroot {

/// The text with `<hidden>` in place of what opens doors: user and password of URLs, the value after a name such as
/// password, token or api_key, what follows Bearer and Basic, JSON web tokens, private keys, and long runs of
/// hexadecimal or base64 characters. Doing it twice changes nothing more. Layout stays.
std::string mask_log(std::string text);

/// One line of at most `columns` terminal columns, without secrets and without anything that a terminal obeys: of a
/// message of several lines the beginning, blanks between them.
std::string quote_log(std::string_view text, std::size_t columns = 160);

}  // namespace corootctl::coroot
