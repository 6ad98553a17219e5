#include "kube/config/written_url.hpp"

namespace corootctl::kube {

bool lacks_scheme(std::string_view url) { return url.find("://") == std::string_view::npos; }

std::string redact_userinfo(std::string_view url) {
  const auto scheme = url.find("://");
  const auto start = scheme == std::string_view::npos ? 0 : scheme + 3;
  const auto at = url.rfind('@');
  if (at == std::string_view::npos || at < start) return std::string(url);
  return std::string(url.substr(0, start)) + "xxxxx" + std::string(url.substr(at));
}

}  // namespace corootctl::kube
