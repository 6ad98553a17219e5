/// Any bytes as a URL, as base64 and as a logged body: what is read survives being written, and nothing planted behind
/// the name of a secret is ever shown.
#include <cstdint>
#include <string>

#include "base/base64.hpp"
#include "http/trace.hpp"
#include "http/url.hpp"
#include "require.hpp"

using corootctl::tests::require;

namespace {

using namespace corootctl::http;

void check_url(const std::string& text) {
  const auto url = parse_url(text);
  if (!url) return;
  require(!url->host.empty(), "a URL has a host");
  require(url->path.empty() || url->path.front() == '/', "a path starts with a slash");
  const auto again = parse_url(url->without_userinfo());
  require(again.has_value(), "a written URL can be read");
  require(again->without_userinfo() == url->without_userinfo(), "a written URL reads the same");
  require(again->userinfo.empty(), "a written URL has no user");
}

void check_base64(const std::string& text) {
  const auto back = corootctl::base64_decode(corootctl::base64_encode(text));
  require(back && *back == text, "base64 goes there and back");
  if (const auto bytes = corootctl::base64_decode(text))
    require(bytes->size() <= text.size(), "base64 does not grow when read");
}

void check_redaction(const std::string& text) {
  require(redact_body(text, 100).size() < 160, "a body is cut");
  // Letters alone, so that no part of the input can be taken for it.
  const std::string planted = "PLANTED";
  if (text.find(planted) != std::string::npos || text.find_first_of("\"\\") != std::string::npos) return;
  const auto shown = redact_body(R"({"a":[)" + text + R"(],"apiKey":")" + planted + R"("})", 1 << 20);
  require(shown.find(planted) == std::string::npos, "a secret's value is hidden");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(bytes, bytes + size);
  check_url(text);
  check_url("https://" + text);
  check_base64(text);
  check_redaction(text);
  return 0;
}
