#include "kube/auth/oidc.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "document/json.hpp"

namespace corootctl::kube {
namespace {

constexpr std::chrono::seconds margin{10};  ///< client-go's own
constexpr const char* advice = "Log in again with your provider's tool, or use exec with a plugin (kubelogin).";

const SecretString* setting(const UserEntry& user, std::string_view name) {
  for (const auto& [key, value] : user.auth_provider_config) {
    if (key == name && !value.empty()) return &value;
  }
  return nullptr;
}

/// The `exp` claim of a JSON web token, in seconds since 1970.
Result<std::int64_t> expiry_of(std::string_view token) {
  const auto parts = split(token, '.');
  if (parts.size() != 3) return fail(ErrorKind::config, "id-token is not a JSON web token");
  std::string payload = parts[1];
  std::replace(payload.begin(), payload.end(), '-', '+');
  std::replace(payload.begin(), payload.end(), '_', '/');
  payload.append((4 - payload.size() % 4) % 4, '=');
  const auto text = base64_decode(payload);
  if (!text) return fail(ErrorKind::config, "id-token is not a JSON web token");
  const auto claims = document::parse_json(*text, "id-token");
  if (!claims || !(*claims)["exp"].is_number()) return fail(ErrorKind::config, "id-token has no expiry");
  return static_cast<std::int64_t>((*claims)["exp"].as_number());
}

}  // namespace

Result<SecretString> oidc_token(const UserEntry& user, std::chrono::system_clock::time_point now) {
  for (const char* name : {"idp-issuer-url", "client-id"}) {
    if (setting(user, name) == nullptr) {
      return fail_with_hint(ErrorKind::config, advice, "auth-provider oidc: config has no {}", name);
    }
  }
  const SecretString* token = setting(user, "id-token");
  if (token == nullptr)
    return fail_with_hint(ErrorKind::unauthorized, advice, "auth-provider oidc: there is no id-token");
  CTL_TRY(const auto expires, expiry_of(token->reveal()), "auth-provider oidc");
  const auto limit = std::chrono::duration_cast<std::chrono::seconds>((now + margin).time_since_epoch()).count();
  if (expires <= limit)
    return fail_with_hint(ErrorKind::unauthorized, advice, "auth-provider oidc: the id-token is expired");
  return *token;
}

}  // namespace corootctl::kube
