/// Any bytes as a credential plugin's answer: an error, or a token, or a certificate with its key.
#include <cstdint>
#include <string_view>

#include "base/time.hpp"
#include "kube/auth/exec_credential.hpp"
#include "kube/auth/exec_plugin.hpp"
#include "require.hpp"

using corootctl::tests::require;

namespace {

using namespace corootctl;

void check_answer(std::string_view text) {
  const auto answer = kube::parse_exec_credential(text, "client.authentication.k8s.io/v1");
  if (!answer) {
    require(answer.error().kind == ErrorKind::config && !answer.error().what.empty(),
            "a bad answer says what is wrong");
    return;
  }
  const bool certificate = !answer->client_certificate_pem.empty();
  require(certificate == !answer->client_key_pem.empty(), "a certificate comes with its key");
  require(certificate || !answer->token.empty(), "there is a way to log in");
}

void check_hint(std::string_view text) {
  for (const char c : kube::without_control_characters(text)) {
    const auto byte = static_cast<unsigned char>(c);
    require(byte >= 0x20 || c == '\n' || c == '\t', "no control character stays");
    require(byte != 0x7F, "no delete character stays");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  check_answer(text);
  check_hint(text);
  (void)parse_rfc3339(text);
  return 0;
}
