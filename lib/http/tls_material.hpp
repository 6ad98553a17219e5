/// Whom a connection trusts and who it is, read once: OpenSSL takes about a millisecond for a key and a third of one
/// for a certificate, and libcurl would read all of them again for every connection.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/freed_by.hpp"
#include "base/result.hpp"
#include "http/openssl_functions.hpp"
#include "http/transport.hpp"

namespace corootctl::http {

using Certificate = std::unique_ptr<X509, FreedBy<X509_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, FreedBy<EVP_PKEY_free>>;
using TrustStore = std::unique_ptr<X509_STORE, FreedBy<X509_STORE_free>>;

struct TlsMaterial {
  TrustStore trusted{};              ///< null: the system's roots, or nothing is verified
  std::vector<Certificate> chain{};  ///< the client's own certificate, then what goes along with it; may be empty
  PrivateKey key{};                  ///< of the first one
};

/// The first certificate of a PEM text; null when there is none.
Certificate read_certificate(std::string_view pem);

/// What is outside of blocks and authorities that do not parse are skipped, as Go does (connections 2). Errors: config:
/// not one usable authority; a client's certificate or key that is none, encrypted, or does not fit (connections 9).
Result<TlsMaterial> read_tls_material(const ConnectionOptions& options);

/// Makes a new connection's context trust and present it, and nothing else (connections 1, 3, 8).
void apply(const TlsMaterial& material, SSL_CTX* context);

}  // namespace corootctl::http
