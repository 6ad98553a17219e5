#include "http/url.hpp"

#include <algorithm>
#include <charconv>
#include <memory>

#include "base/freed_by.hpp"
#include "base/text.hpp"
#include "http/curl_functions.hpp"

namespace corootctl::http {
namespace {

using CurlText = std::unique_ptr<char, FreedBy<curl_free>>;

bool is_scheme(std::string_view text) {
  if (text.empty() || !std::isalpha(static_cast<unsigned char>(text.front()))) return false;
  for (const char c : text) {
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '+' && c != '-' && c != '.') return false;
  }
  return true;
}

int default_port(std::string_view scheme) {
  if (scheme == "https") return 443;
  if (scheme == "http") return 80;
  if (scheme.starts_with("socks")) return 1080;
  return 0;
}

Result<int> parse_port(std::string_view text) {
  int port = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (code != std::errc() || end != text.data() + text.size() || port < 1 || port > 65535) {
    return fail(ErrorKind::config, "URL has the port '{}', wanted 1 to 65535", text);
  }
  return port;
}

bool is_ipv6(std::string_view text) {
  constexpr std::string_view letters = "0123456789abcdefABCDEF:.";
  const auto zone = std::min(text.find('%'), text.size());
  return text.find(':') < zone && text.find_first_not_of(letters) >= zone && text.find_first_of("[]") == text.npos;
}

/// Takes the host off an authority and gives what is behind it: "" or ":port".
Result<std::string_view> take_host(std::string_view text, Url& url) {
  if (!text.starts_with('[')) {
    const auto colon = std::min(text.find(':'), text.size());
    url.host = text.substr(0, colon);
    if (url.host.find_first_of("[]<>\"\\^`{|}") == std::string::npos) return text.substr(colon);
    return fail(ErrorKind::config, "URL has a host with a character that no host has");
  }
  const auto close = text.find(']');
  if (close == std::string_view::npos) return fail(ErrorKind::config, "URL has an IPv6 address without ']'");
  url.host = text.substr(1, close - 1);
  const auto rest = text.substr(close + 1);
  if (!rest.empty() && rest.front() != ':') return fail(ErrorKind::config, "URL has text between ']' and the port");
  if (!is_ipv6(url.host)) return fail(ErrorKind::config, "URL has brackets around something else than an IPv6 address");
  return rest;
}

/// Splits "host", "host:port", "[v6]" or "[v6]:port"; a colon without digits means the default port.
Result<> parse_authority(std::string_view text, Url& url) {
  CTL_PASS(const auto rest, take_host(text, url));
  if (rest.find(':', 1) != std::string_view::npos) {
    return fail_with_hint(ErrorKind::config, "Write an IPv6 address in brackets: https://[::1]:6443.",
                          "URL has several colons in its host");
  }
  if (url.host.empty()) return fail(ErrorKind::config, "URL has no host");
  if (rest.size() <= 1) return {};
  CTL_PASS(url.port, parse_port(rest.substr(1)));
  return {};
}

}  // namespace

std::string Url::without_userinfo() const {
  std::string out = scheme + "://";
  out += host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != 0) out += ":" + std::to_string(port);
  return out + path;
}

int Url::effective_port() const { return port != 0 ? port : default_port(scheme); }

Result<Url> parse_url(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f) {
      return fail(ErrorKind::config, "URL holds a blank or control character");
    }
  }
  const auto mark = text.find("://");
  if (mark == std::string_view::npos || !is_scheme(text.substr(0, mark))) {
    return fail_with_hint(ErrorKind::config, "Write the whole address, for example https://host:6443.",
                          "URL has no scheme");
  }
  Url url;
  url.scheme = lower(text.substr(0, mark));
  text.remove_prefix(mark + 3);
  text = text.substr(0, text.find('#'));
  const auto query = text.find('?');
  if (query != std::string_view::npos) url.query = text.substr(query + 1);
  text = text.substr(0, query);
  const auto slash = text.find('/');
  if (slash != std::string_view::npos) url.path = text.substr(slash);
  text = text.substr(0, slash);
  const auto at = text.rfind('@');
  if (at != std::string_view::npos) {
    url.userinfo = text.substr(0, at);
    text.remove_prefix(at + 1);
  }
  CTL_RUN(parse_authority(text, url));
  return url;
}

std::string encode_component(std::string_view text) {
  if (text.empty()) return {};  // to libcurl a size of 0 means a terminated text
  const CurlText out(curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())));
  return out.get();
}

std::string decode_component(std::string_view text) {
  if (text.empty()) return {};
  int size = 0;
  const CurlText out(curl_easy_unescape(nullptr, text.data(), static_cast<int>(text.size()), &size));
  return {out.get(), static_cast<std::size_t>(size)};
}

std::string encode_query(const std::vector<std::pair<std::string, std::string>>& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (!out.empty()) out += '&';
    out += encode_component(name) + "=" + encode_component(value);
  }
  return out;
}

std::string join_path(std::string_view base, std::string_view path) {
  while (base.ends_with('/')) base.remove_suffix(1);
  while (path.starts_with('/')) path.remove_prefix(1);
  return std::string(base) + "/" + std::string(path);
}

}  // namespace corootctl::http
