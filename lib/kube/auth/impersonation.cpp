#include "kube/auth/impersonation.hpp"

#include <fmt/format.h>

#include <cctype>
#include <string_view>

namespace corootctl::kube {
namespace {

/// Bytes that may not stand in a header's name, and `%` itself, as %XX.
std::string escape_key(std::string_view key) {
  std::string out;
  for (const char c : key) {
    const auto byte = static_cast<unsigned char>(c);
    const bool alphanumeric = byte < 0x80 && std::isalnum(byte) != 0;
    const bool token = alphanumeric || std::string_view("!#$&'*+-.^_`|~").find(c) != std::string_view::npos;
    out += token ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

}  // namespace

std::vector<http::Header> impersonation_headers(const UserEntry& user) {
  std::vector<http::Header> out;
  if (!user.as.empty()) out.push_back({"Impersonate-User", user.as});
  if (!user.as_uid.empty()) out.push_back({"Impersonate-Uid", user.as_uid});
  for (const auto& group : user.as_groups) out.push_back({"Impersonate-Group", group});
  for (const auto& [key, values] : user.as_user_extra) {
    for (const auto& value : values) out.push_back({"Impersonate-Extra-" + escape_key(key), value});
  }
  return out;
}

}  // namespace corootctl::kube
