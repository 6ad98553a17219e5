#include "kube/config/server_url.hpp"

#include <vector>

#include "base/text.hpp"
#include "http/url.hpp"

namespace corootctl::kube {
namespace {

/// As Go escapes a path segment: letters that are plain in a path stay as they are.
std::string encode_segment(std::string_view segment) {
  constexpr std::string_view plain = "$&+,:;=@";
  std::string out;
  for (const char c : segment) {
    out +=
        plain.find(c) != std::string_view::npos ? std::string(1, c) : http::encode_component(std::string_view(&c, 1));
  }
  return out;
}

/// "/a//b/../c/" becomes "/a/c".
std::string collapsed(std::string_view path) {
  std::vector<std::string> kept;
  for (auto& segment : split(http::decode_component(path), '/')) {
    if (segment.empty() || segment == ".") continue;
    if (segment != "..") {
      kept.push_back(encode_segment(segment));
    } else if (!kept.empty()) {
      kept.pop_back();
    }
  }
  std::string out;
  for (const auto& segment : kept) out += "/" + segment;
  return out;
}

/// Blanks inside the path are allowed in a kubeconfig; anywhere else parse_url refuses them.
std::string with_blanks_encoded(const std::string& server) {
  std::string out;
  for (const char c : server) out += c == ' ' && !out.empty() ? "%20" : std::string(1, c);
  return out;
}

}  // namespace

bool lacks_scheme(std::string_view url) { return url.find("://") == std::string_view::npos; }

std::string redact_userinfo(std::string_view url) {
  const auto scheme = url.find("://");
  const auto start = scheme == std::string_view::npos ? 0 : scheme + 3;
  const auto at = url.rfind('@');
  if (at == std::string_view::npos || at < start) return std::string(url);
  return std::string(url.substr(0, start)) + "xxxxx" + std::string(url.substr(at));
}

Result<std::string> normalized_server(const std::string& server) {
  CTL_TRY(auto url, http::parse_url(with_blanks_encoded(server)), "server");
  if (url.scheme != "https" && url.scheme != "http") {
    return fail(ErrorKind::config, "server: unknown scheme '{}', wanted https", url.scheme);
  }
  if (!url.userinfo.empty()) {
    return fail_with_hint(ErrorKind::config, "Put credentials into the kubeconfig's users.",
                          "server: a user or password in the URL is not supported");
  }
  url.path = collapsed(url.path);
  return url.without_userinfo();
}

}  // namespace corootctl::kube
