#include "support/net/test_authority.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>

#include "base/freed_by.hpp"

namespace corootctl::support {
namespace {

using Key = std::unique_ptr<EVP_PKEY, FreedBy<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, FreedBy<X509_free>>;
using Bio = std::unique_ptr<BIO, FreedBy<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, FreedBy<X509_EXTENSION_free>>;

Key new_key() { return Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")); }

std::string text_of(BIO* bio) {
  char* bytes = nullptr;
  const long length = BIO_ctrl(bio, BIO_CTRL_INFO, 0, &bytes);
  return bytes == nullptr || length <= 0 ? std::string() : std::string(bytes, static_cast<std::size_t>(length));
}

std::string pem_of(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_X509(bio.get(), certificate) != 1) return {};
  return text_of(bio.get());
}

std::string pem_of(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) return {};
  return text_of(bio.get());
}

bool add_extension(X509* certificate, X509* issuer, int nid, const char* text) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, text));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

void set_common_name(X509_NAME* name, const std::string& text) {
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.c_str()), -1, -1,
                             0);
}

/// An unsigned certificate with names, key and a day of validity (an hour back, for clocks that differ).
Certificate new_certificate(const std::string& subject, long serial, X509_NAME* issuer, EVP_PKEY* key) {
  Certificate certificate(X509_new());
  if (!certificate) return certificate;
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 86400);
  set_common_name(X509_get_subject_name(certificate.get()), subject);
  X509_set_issuer_name(certificate.get(), issuer != nullptr ? issuer : X509_get_subject_name(certificate.get()));
  X509_set_pubkey(certificate.get(), key);
  return certificate;
}

}  // namespace

Result<TlsIdentity> make_tls_identity(const std::string& name) {
  const Key authority_key = new_key();
  const Key server_key = new_key();
  if (!authority_key || !server_key) return fail(ErrorKind::internal, "cannot make a test key");
  const Certificate authority = new_certificate(name, 1, nullptr, authority_key.get());
  if (!authority || !add_extension(authority.get(), authority.get(), NID_basic_constraints, "critical,CA:TRUE") ||
      !add_extension(authority.get(), authority.get(), NID_subject_key_identifier, "hash") ||
      X509_sign(authority.get(), authority_key.get(), EVP_sha256()) == 0)
    return fail(ErrorKind::internal, "cannot make a test authority");
  const Certificate server = new_certificate("localhost", 2, X509_get_subject_name(authority.get()), server_key.get());
  if (!server ||
      !add_extension(server.get(), authority.get(), NID_subject_alt_name, "IP:127.0.0.1,IP:::1,DNS:localhost") ||
      X509_sign(server.get(), authority_key.get(), EVP_sha256()) == 0)
    return fail(ErrorKind::internal, "cannot make a test certificate");
  return TlsIdentity{pem_of(authority.get()), pem_of(server.get()), pem_of(server_key.get())};
}

}  // namespace corootctl::support
