/// Certificates for servers that live as long as a test: made in memory, never written to a repository.
#pragma once

#include <string>

#include "base/result.hpp"

namespace corootctl::support {

/// What a TLS server needs, and what its clients must trust.
struct TlsIdentity {
  std::string authority_pem{};    ///< the self-made CA
  std::string certificate_pem{};  ///< for 127.0.0.1, ::1 and localhost
  std::string key_pem{};
};

/// A new CA named `name` and a server certificate signed by it, both valid for a day. Errors: internal, from OpenSSL.
Result<TlsIdentity> make_tls_identity(const std::string& name);

}  // namespace corootctl::support
