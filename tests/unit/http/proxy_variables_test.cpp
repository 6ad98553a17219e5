#include <doctest/doctest.h>

#include "http/transport.hpp"

namespace corootctl::http::http_proxy_variables {

namespace {

struct Row {
  const char* no_proxy;
  const char* url;
  bool direct;
};

template <std::size_t N>
void check_all(const Row (&rows)[N]) {
  for (const auto& row : rows) {
    CAPTURE(row.no_proxy);
    CAPTURE(row.url);
    const ProxyVariables variables{"http://p:1", "http://p:1", row.no_proxy};
    CHECK(variables.proxy_for(row.url) == (row.direct ? "" : "http://p:1"));
  }
}

}  // namespace

TEST_CASE(
    "proxy variables (connections 11): each scheme has its own variable, and the proxy's scheme may be left out") {
  ProxyVariables variables;
  variables.https_proxy = "proxy.example:3128";
  CHECK(variables.proxy_for("https://api.example") == "http://proxy.example:3128");
  CHECK(variables.proxy_for("http://api.example").empty());
  variables.http_proxy = "socks5://proxy.example";
  CHECK(variables.proxy_for("http://api.example") == "socks5://proxy.example");
  CHECK(variables.proxy_for("not a URL").empty());
}

TEST_CASE("proxy variables (connections 11): this machine is always reached directly") {
  const ProxyVariables variables{"http://p:1", "http://p:1", ""};
  for (const auto* url : {"https://localhost:6443", "https://LOCALHOST", "https://127.0.0.1", "https://127.9.9.9:1",
                          "https://[::1]:6443"}) {
    INFO(url);
    CHECK(variables.proxy_for(url).empty());
  }
  CHECK(variables.proxy_for("https://128.0.0.1") == "http://p:1");
  CHECK(variables.proxy_for("https://localhost.example") == "http://p:1");
}

TEST_CASE("proxy variables (connections 11): NO_PROXY takes names, suffixes and ports") {
  const Row rows[] = {
      {"example.com", "https://example.com", true},
      {"example.com", "https://api.example.com", true},
      {"example.com", "https://notexample.com", false},
      {".example.com", "https://api.example.com", true},
      {".example.com", "https://example.com", false},
      {"*.example.com", "https://api.example.com", true},
      {"*.example.com", "https://example.com", false},
      {"EXAMPLE.com", "https://api.Example.COM", true},
      {"other.org, example.com ,x", "https://example.com", true},
      {"", "https://example.com", false},
      {",,", "https://example.com", false},
      {"*", "https://example.com", true},
      {"*", "https://10.0.0.1", true},
      {"example.com:6443", "https://example.com:6443", true},
      {"example.com:6443", "https://api.example.com:6443", true},
      {"example.com:6443", "https://example.com", false},
      {"example.com:443", "https://example.com", true},
      {"example.com:80", "http://example.com", true},
  };
  check_all(rows);
}

TEST_CASE("proxy variables (connections 11): NO_PROXY takes addresses and networks") {
  const Row rows[] = {
      {"10.0.0.1", "https://10.0.0.1:6443", true},
      {"10.0.0.1:6443", "https://10.0.0.1:6443", true},
      {"10.0.0.1:6443", "https://10.0.0.1:6444", false},
      {"10.0.0.1", "https://10.0.0.10", false},
      {"0.0.1", "https://10.0.0.1", false},
      {"10.0.0.0/8", "https://10.200.3.4:6443", true},
      {"10.0.0.0/8", "https://11.0.0.1", false},
      {"10.1.2.0/23", "https://10.1.3.255", true},
      {"10.1.2.0/23", "https://10.1.4.0", false},
      {"0.0.0.0/0", "https://9.9.9.9", true},
      {"10.0.0.0/33", "https://10.0.0.1", false},
      {"10.0.0.0/x", "https://10.0.0.1", false},
      {"10.0.0.0/8", "https://ten.example", false},
      {"fd00::/8", "https://[fd12::1]:6443", true},
      {"fd00::/8", "https://[fe00::1]", false},
      {"::/0", "https://10.0.0.1", false},
      {"fd12::1", "https://[fd12::1]", true},
      {"fd12:0::1", "https://[fd12::1]", true},
      {"[fd12::1]:6443", "https://[fd12::1]:6443", true},
      {"[fd12::1]:6443", "https://[fd12::1]:1", false},
  };
  check_all(rows);
}

}  // namespace corootctl::http::http_proxy_variables
