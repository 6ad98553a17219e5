#include <doctest/doctest.h>

#include "http/crypto.hpp"
#include "http/trace.hpp"
#include "http/url.hpp"

namespace corootctl::http::http_text {
namespace {

/// "SCHEME|USERINFO|HOST|PORT|PATH|QUERY", or the error.
std::string pieces(std::string_view text) {
  const auto url = parse_url(text);
  if (!url) return "E " + describe(url.error());
  return url->scheme + "|" + url->userinfo + "|" + url->host + "|" + std::to_string(url->port) + "|" + url->path + "|" +
         url->query;
}

}  // namespace

TEST_CASE("url: an address falls into its pieces") {
  CHECK(pieces("https://host:6443/a/b?x=1&y=2#part") == "https||host|6443|/a/b|x=1&y=2");
  CHECK(pieces("HTTPS://Host") == "https||Host|0||");
  CHECK(pieces("http://[::1]:8080/") == "http||::1|8080|/|");
  CHECK(pieces("http://[fe80::1]") == "http||fe80::1|0||");
  CHECK(pieces("http://[fe80::1%25eth0]:80") == "http||fe80::1%25eth0|80||");
  CHECK(pieces("http://u:p@s@host/") == "http|u:p@s|host|0|/|");
  CHECK(pieces("http://host?x=/") == "http||host|0||x=/");
  CHECK(pieces("http://host:/a") == "http||host|0|/a|");
  CHECK(pieces("socks5://127.0.0.1:1080") == "socks5||127.0.0.1|1080||");
}

TEST_CASE("url: what cannot be used is refused, and never shows a password") {
  CHECK(pieces("host:6443") == "E URL has no scheme");
  CHECK(pieces("") == "E URL has no scheme");
  CHECK(pieces("://host") == "E URL has no scheme");
  CHECK(pieces("https://") == "E URL has no host");
  CHECK(pieces("https:///path") == "E URL has no host");
  CHECK(pieces("https://host:99999") == "E URL has the port '99999', wanted 1 to 65535");
  CHECK(pieces("https://host:0") == "E URL has the port '0', wanted 1 to 65535");
  CHECK(pieces("https://host:6x") == "E URL has the port '6x', wanted 1 to 65535");
  CHECK(pieces("https://::1/") == "E URL has several colons in its host");
  CHECK(pieces("https://[::1/") == "E URL has an IPv6 address without ']'");
  CHECK(pieces("https://[::1]x/") == "E URL has text between ']' and the port");
  CHECK(pieces("https://[host]/") == "E URL has brackets around something else than an IPv6 address");
  CHECK(pieces("https://[[]/") == "E URL has brackets around something else than an IPv6 address");
  CHECK(pieces("https://a[b/") == "E URL has a host with a character that no host has");
  CHECK(pieces(" https://host") == "E URL holds a blank or control character");
  CHECK(pieces("https://host/\r\nX: 1") == "E URL holds a blank or control character");
  CHECK(pieces("https://root:hunter2@host:x") == "E URL has the port 'x', wanted 1 to 65535");
}

TEST_CASE("url: writing leaves out user and query, and knows default ports") {
  CHECK(parse_url("https://u:p@[::1]:6443/a?b#c")->without_userinfo() == "https://[::1]:6443/a");
  CHECK(parse_url("https://host")->effective_port() == 443);
  CHECK(parse_url("http://host")->effective_port() == 80);
  CHECK(parse_url("socks5://host")->effective_port() == 1080);
  CHECK(parse_url("https://host:1")->effective_port() == 1);
}

TEST_CASE("url: components and queries are percent-encoded, paths joined with one slash") {
  CHECK(encode_component("a-b_c.d~e") == "a-b_c.d~e");
  CHECK(encode_component("a b/c%d+\xc3\xa9") == "a%20b%2Fc%25d%2B%C3%A9");
  CHECK(encode_component("").empty());
  CHECK(decode_component("a%20b%2fc%C3%A9") == "a b/c\xc3\xa9");
  CHECK(decode_component("%zz%2") == "%zz%2");
  CHECK(decode_component("").empty());
  CHECK(encode_query({{"a", "1"}, {"b c", "x=y&z"}, {"d", ""}}) == "a=1&b%20c=x%3Dy%26z&d=");
  CHECK(encode_query({}).empty());
  CHECK(join_path("https://h/p/", "/q") == "https://h/p/q");
  CHECK(join_path("https://h/p", "q/") == "https://h/p/q/");
  CHECK(join_path("https://h", "") == "https://h/");
}

TEST_CASE("crypto: digests are those of the standards") {
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hmac_sha256_hex("Jefe", "what do ya want for nothing?") ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");  // RFC 4231, case 2
  CHECK(random_hex(16).size() == 32);
  CHECK(random_hex(16) != random_hex(16));
  CHECK(random_hex(0).empty());
}

TEST_CASE("trace: values behind names of secrets are hidden in URLs, JSON and forms") {
  CHECK(redact_url("https://u:p@h/a?limit=5&access_token=x&b#c") == "https://h/a?limit=5&access_token=<redacted>&b");
  CHECK(redact_url("no url") == "(unreadable URL)");
  CHECK(redact_body(R"({"a":1,"apiKey" : "x\"y","tokens":["a","b"],"keys":[{"key":"x","id":2}],"password":null})",
                    1000) ==
        R"({"a":1,"apiKey" : "<redacted>","tokens":"<redacted>","keys":[{"key":"<redacted>","id":2}],)"
        R"("password":"<redacted>"})");
  CHECK(redact_body("user=a&password=b", 1000) == "user=a&password=<redacted>");
  CHECK(redact_body(R"({"secret":"never ended)", 1000) == R"({"secret":"<redacted>")");
  CHECK(redact_body("abcdef", 3) == "abc ... (3 bytes more)");
}

}  // namespace corootctl::http::http_text
