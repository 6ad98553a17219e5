#include "http/tls_material.hpp"

namespace corootctl::http {
namespace {

using Bio = std::unique_ptr<BIO, FreedBy<BIO_free_all>>;

Bio borrow(std::string_view text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

/// Stands in for OpenSSL's own question on the terminal: there is never a pass phrase.
int no_pass_phrase(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

/// Those that parse.
std::vector<Certificate> read_certificates(std::string_view pem) {
  constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----";
  constexpr std::string_view end = "-----END CERTIFICATE-----";
  std::vector<Certificate> out;
  for (auto from = pem.find(begin); from != std::string_view::npos; from = pem.find(begin, from + 1)) {
    const auto to = pem.find(end, from);
    if (to == std::string_view::npos) break;
    if (auto one = read_certificate(pem.substr(from, to + end.size() - from))) out.push_back(std::move(one));
  }
  return out;
}

Result<TrustStore> read_authorities(std::string_view pem) {
  TrustStore store(X509_STORE_new());
  const auto all = read_certificates(pem);
  for (const auto& each : all) X509_STORE_add_cert(store.get(), each.get());
  ERR_clear_error();  // of one that is there twice
  if (all.empty()) {
    return fail_with_hint(ErrorKind::config, "It must be PEM text with at least one CERTIFICATE block.",
                          "unable to load root certificates: no usable certificate in the CA data");
  }
  // As libcurl does for authorities that it reads: any of them may be the anchor, not only one that signed itself.
  X509_STORE_set_flags(store.get(), X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN);
  return store;
}

Result<PrivateKey> read_key(const SecretString& pem, X509* certificate) {
  bool asked = false;
  const Bio in = borrow(pem.reveal());
  PrivateKey key(PEM_read_bio_PrivateKey(in.get(), nullptr, no_pass_phrase, &asked));
  ERR_clear_error();
  if (asked) {
    return fail_with_hint(ErrorKind::config, "Use a key without a pass phrase, or an exec plugin.",
                          "the client key is encrypted");
  }
  if (!key) return fail(ErrorKind::config, "the client key is not a PEM private key");
  if (X509_check_private_key(certificate, key.get()) != 1) {
    ERR_clear_error();
    return fail(ErrorKind::config, "the client key does not belong to the client certificate");
  }
  return key;
}

}  // namespace

Certificate read_certificate(std::string_view pem) {
  const Bio in = borrow(pem);
  Certificate certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();  // a block that does not parse must not show up in a later TLS error
  return certificate;
}

Result<TlsMaterial> read_tls_material(const ConnectionOptions& options) {
  TlsMaterial out;
  if (options.ca_pem && !options.insecure) {
    CTL_PASS(out.trusted, read_authorities(*options.ca_pem));
  }
  if (options.client_certificate_pem.empty()) return out;
  out.chain = read_certificates(options.client_certificate_pem);
  if (out.chain.empty())
    return fail(ErrorKind::config, "client certificate: the client certificate is not a PEM certificate");
  CTL_TRY(out.key, read_key(options.client_key_pem, out.chain.front().get()), "client certificate");
  return out;
}

void apply(const TlsMaterial& material, SSL_CTX* context) {
  if (material.trusted) SSL_CTX_set1_cert_store(context, material.trusted.get());
  if (material.chain.empty()) return;
  SSL_CTX_use_certificate(context, material.chain.front().get());
  SSL_CTX_use_PrivateKey(context, material.key.get());
  for (auto link = material.chain.begin() + 1; link != material.chain.end(); ++link)
    SSL_CTX_add1_chain_cert(context, link->get());
}

}  // namespace corootctl::http
