/// Judging what a Coroot server (or something in its place) answered. Many failures come as 200 (coroot-api 4, 5, 7, 8,
/// 10).
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "coroot/link.hpp"
#include "document/value.hpp"

namespace corootctl::coroot {

/// A server's text fit for people: one line, at most 240 characters, no control characters, no user or password of a
/// URL, nothing that looks like a key.
std::string clean_text(std::string_view text);

/// The text without the user and password of URLs in it, and nothing that looks like a key; length and layout stay.
std::string hide_secrets(std::string text);

/// The error of an answer that is no success: 401 of both kinds, 403, 404, other 4xx and 5xx, redirects, and pages in
/// place of data. nullopt = a success that is worth reading. `asked` names the request: "GET /api/user". Reasons:
/// web_page, and request_too_long (414, 431, or a page with 400).
std::optional<Error> refusal(const http::Response& response, const std::string& asked);

/// The JSON of a successful answer. Errors: as refusal(), no_data for an empty body, failed for JSON that is cut short.
Result<document::Value> read_json(const http::Response& response, const std::string& asked);

/// What a member project's refusal means. The hub passes on no status of a member, only such words as "404 Not Found".
Reason reason_of_member(std::string_view words);

}  // namespace corootctl::coroot
