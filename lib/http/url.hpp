/// URL pieces.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace corootctl::http {

struct Url {
  std::string scheme{};    ///< lower case
  std::string userinfo{};  ///< "user:password" as written, or empty
  std::string host{};      ///< without brackets
  int port = 0;            ///< 0 = the scheme's default
  std::string path{};      ///< starts with '/', or empty
  std::string query{};     ///< without '?'
  /// scheme://host[:port]path, without userinfo, query and fragment; IPv6 in brackets.
  std::string without_userinfo() const;
  int effective_port() const;
};

/// Errors: config, naming what is wrong; the userinfo is never in the text.
Result<Url> parse_url(std::string_view text);

/// Percent-encodes everything outside RFC 3986's unreserved characters.
std::string encode_component(std::string_view text);
/// Takes the encoding back; a `%` without two hex digits behind it stays.
std::string decode_component(std::string_view text);

/// "a=1&b=x%20y" in the order given.
std::string encode_query(const std::vector<std::pair<std::string, std::string>>& parameters);

/// Joins with exactly one slash.
std::string join_path(std::string_view base, std::string_view path);

}  // namespace corootctl::http
