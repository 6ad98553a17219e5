#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <optional>

#include "base/text.hpp"
#include "http/transport.hpp"
#include "http/url.hpp"

namespace corootctl::http {
namespace {

/// An address as 16 bytes; IPv4 in its mapped form, so that both families compare alike.
using Address = std::array<unsigned char, 16>;

struct ParsedAddress {
  Address bytes{};
  bool v4 = false;
};

std::optional<ParsedAddress> parse_address(std::string_view text) {
  const std::string copy(text);
  ParsedAddress out;
  if (inet_pton(AF_INET, copy.c_str(), out.bytes.data() + 12) == 1) {
    out.bytes[10] = out.bytes[11] = 0xff;
    out.v4 = true;
    return out;
  }
  if (inet_pton(AF_INET6, copy.c_str(), out.bytes.data()) == 1) return out;
  return std::nullopt;
}

bool is_loopback(const ParsedAddress& address) {
  if (address.v4) return address.bytes[12] == 127;
  Address one{};
  one[15] = 1;
  return address.bytes == one;
}

bool same_prefix(const Address& a, const Address& b, unsigned bits) {
  for (unsigned i = 0; i < bits; ++i) {
    const unsigned mask = 0x80U >> (i % 8);
    if ((a[i / 8] & mask) != (b[i / 8] & mask)) return false;
  }
  return true;
}

/// "10.0.0.0/8" against an address; not a CIDR at all = no match.
bool in_cidr(std::string_view cidr, const ParsedAddress& address) {
  const auto slash = cidr.find('/');
  if (slash == std::string_view::npos) return false;
  const auto net = parse_address(cidr.substr(0, slash));
  unsigned bits = 0;
  const auto length = cidr.substr(slash + 1);
  const auto [end, code] = std::from_chars(length.data(), length.data() + length.size(), bits);
  if (!net || code != std::errc() || end != length.data() + length.size()) return false;
  if (net->v4 != address.v4 || bits > (net->v4 ? 32U : 128U)) return false;
  return same_prefix(net->bytes, address.bytes, bits + (net->v4 ? 96U : 0U));
}

/// Takes ":port" off an entry; 0 = any port. A bare IPv6 address has no port.
std::pair<std::string, int> split_port(const std::string& entry) {
  const auto colon = entry.rfind(':');
  if (colon == std::string::npos || parse_address(entry)) return {entry, 0};
  int port = 0;
  const char* last = entry.data() + entry.size();
  const auto [end, code] = std::from_chars(entry.data() + colon + 1, last, port);
  if (code != std::errc() || end != last) return {entry, 0};
  auto host = entry.substr(0, colon);
  if (host.size() > 1 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return {host, port};
}

/// ".x.y" and "*.x.y" mean the names below x.y, "x.y" also the name itself.
bool name_matches(std::string_view pattern, std::string_view host) {
  if (pattern.starts_with("*.")) pattern.remove_prefix(1);
  if (pattern.starts_with('.')) return host.ends_with(pattern);
  return host == pattern || host.ends_with("." + std::string(pattern));
}

bool entry_matches(std::string_view raw, const std::string& host, int port) {
  const auto entry = lower(trim(raw));
  if (entry.empty()) return false;
  if (entry == "*") return true;
  const auto address = parse_address(host);
  if (entry.find('/') != std::string::npos) return address && in_cidr(entry, *address);
  const auto [name, wanted_port] = split_port(entry);
  if (wanted_port != 0 && wanted_port != port) return false;
  if (const auto other = parse_address(name)) return address && other->bytes == address->bytes;
  return !address && name_matches(name, host);
}

}  // namespace

ProxyVariables ProxyVariables::of(const Environment& env) {
  const auto value_of = [&](const char* name) {
    const auto value = env.get_or_empty(name);
    return value.empty() ? env.get_or_empty(lower(name)) : value;
  };
  return {value_of("HTTPS_PROXY"), value_of("HTTP_PROXY"), value_of("NO_PROXY")};
}

std::string ProxyVariables::proxy_for(std::string_view url) const {
  const auto parsed = parse_url(url);
  if (!parsed) return {};
  const std::string& chosen = parsed->scheme == "https" ? https_proxy : http_proxy;
  if (chosen.empty()) return {};
  const auto host = lower(parsed->host);
  const auto address = parse_address(host);
  if (host == "localhost" || (address && is_loopback(*address))) return {};
  for (const auto& entry : split(no_proxy, ',')) {
    if (entry_matches(entry, host, parsed->effective_port())) return {};
  }
  return chosen.find("://") == std::string::npos ? "http://" + chosen : chosen;
}

}  // namespace corootctl::http
