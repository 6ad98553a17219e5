#include "component/http/issuer.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>
#include <string_view>

#include "base/freed_by.hpp"

namespace corootctl::tests {
namespace {

using Key = std::unique_ptr<EVP_PKEY, FreedBy<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, FreedBy<X509_free>>;
using Bio = std::unique_ptr<BIO, FreedBy<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, FreedBy<X509_EXTENSION_free>>;

void require(bool done, const char* what) {
  if (!done) throw std::runtime_error(std::string("test certificate: ") + what);
}

std::string text_of(const Bio& bio) {
  char* bytes = nullptr;
  const long length = BIO_ctrl(bio.get(), BIO_CTRL_INFO, 0, &bytes);
  return {bytes, static_cast<std::size_t>(length)};
}

std::string pem_of(const Certificate& certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_X509(bio.get(), certificate.get()) == 1, "write certificate");
  return text_of(bio);
}

std::string pem_of(const Key& key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1, "write key");
  return text_of(bio);
}

void extend(X509* certificate, X509* issuer, int nid, const std::string& text) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, text.c_str()));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "extension");
}

/// A day of validity, an hour of it in the past for clocks that differ; not signed yet.
Certificate blank(const std::string& common_name, EVP_PKEY* key) {
  static constexpr int version_3 = 2;
  Certificate out(X509_new());
  X509_set_version(out.get(), version_3);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(out.get()), std::hash<std::string>{}(common_name) >> 8U);
  X509_gmtime_adj(X509_getm_notBefore(out.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(out.get()), 86400);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(out.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0);
  X509_set_pubkey(out.get(), key);
  return out;
}

}  // namespace

struct Issuer::State {
  Key key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
  Certificate certificate{};
};

Issuer::Issuer(const std::string& name) : state_(std::make_unique<State>()) {
  state_->certificate = blank(name, state_->key.get());
  X509* own = state_->certificate.get();
  X509_set_issuer_name(own, X509_get_subject_name(own));
  extend(own, own, NID_basic_constraints, "critical,CA:TRUE");
  extend(own, own, NID_subject_key_identifier, "hash");
  require(X509_sign(own, state_->key.get(), EVP_sha256()) != 0, "sign authority");
}

Issuer::Issuer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Issuer::Issuer(Issuer&&) noexcept = default;
Issuer::~Issuer() = default;

std::string Issuer::authority_pem() const { return pem_of(state_->certificate); }

Issued Issuer::issue(const std::string& common_name, const std::string& alternative_names) const {
  const Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  const Certificate leaf = blank(common_name, key.get());
  X509_set_issuer_name(leaf.get(), X509_get_subject_name(state_->certificate.get()));
  if (!alternative_names.empty()) {
    extend(leaf.get(), state_->certificate.get(), NID_subject_alt_name, alternative_names);
  }
  require(X509_sign(leaf.get(), state_->key.get(), EVP_sha256()) != 0, "sign leaf");
  return {pem_of(leaf), pem_of(key)};
}

Issuer Issuer::issue_authority(const std::string& name) const {
  auto state = std::make_unique<State>();
  state->certificate = blank(name, state->key.get());
  X509* own = state->certificate.get();
  X509_set_issuer_name(own, X509_get_subject_name(state_->certificate.get()));
  extend(own, state_->certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  require(X509_sign(own, state_->key.get(), EVP_sha256()) != 0, "sign authority");
  return Issuer(std::move(state));
}

std::string encrypted_key(const std::string& key_pem, const std::string& pass_phrase) {
  const Bio in(BIO_new_mem_buf(key_pem.data(), static_cast<int>(key_pem.size())));
  const Key key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
  const Bio out(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_PKCS8PrivateKey(out.get(), key.get(), EVP_aes_128_cbc(), pass_phrase.c_str(),
                                        static_cast<int>(pass_phrase.size()), nullptr, nullptr) == 1,
          "encrypt key");
  return text_of(out);
}

}  // namespace corootctl::tests
