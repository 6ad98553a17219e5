/// Who we are to one API server: tokens, certificates, plugins (docs/rules/connections.md).
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "base/secret_string.hpp"
#include "http/transport.hpp"
#include "kube/auth/session_options.hpp"
#include "kube/config/kubeconfig.hpp"

namespace corootctl::kube {

/// What to present with the next request; empty parts are not sent. Over http:// only `impersonation` is filled
/// (connections 15).
struct Credential {
  SecretString token{};
  std::string username{};
  SecretString password{};  ///< may be empty with a username (connections 27)
  std::string client_certificate_pem{};
  SecretString client_key_pem{};
  std::vector<http::Header> impersonation{};
};

/// Whether two credentials would authenticate alike; after a 401 a request is repeated only when they differ
/// (connections 42).
bool same_credential(const Credential& a, const Credential& b);

/// Keeps one user's credential fresh. Safe to use from several threads.
class CredentialSource {
 public:
  virtual ~CredentialSource() = default;
  /// As Session::log_in.
  virtual Result<std::chrono::milliseconds> log_in(const Within&) { return std::chrono::milliseconds(0); }
  /// The current credential. `renew` after a 401: reads token files and runs the plugin again.
  /// Errors: config (unreadable file, bad plugin answer), failed (the plugin failed), not_found (no such plugin),
  /// timeout and cancelled. The texts name users, files and commands, never a value.
  virtual Result<Credential> get(bool renew, Deadline deadline, std::stop_token stop) = 0;
};

/// Reads nothing but the user's certificate files and the plugin policy; no plugin runs before the first get().
/// Errors: config (certificate or key unreadable, plugin forbidden by kuberc, removed auth-provider).
Result<std::unique_ptr<CredentialSource>> make_credential_source(const ConnectionSpec& spec,
                                                                 const SessionOptions& options);

/// How to reach and trust the cluster, with the certificate of `credential`: CA bytes, TLS name, proxy (the cluster's
/// proxy-url, else what the environment says), compression. Errors: config, naming the cluster and the field.
Result<http::ConnectionOptions> connection_options(const ConnectionSpec& spec, const Credential& credential,
                                                   const SessionOptions& options);

}  // namespace corootctl::kube
