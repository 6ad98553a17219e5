#include "http/certificates.hpp"

#include <ctime>
#include <memory>

#include "base/freed_by.hpp"
#include "http/openssl_functions.hpp"

namespace corootctl::http {
namespace {

using Bio = std::unique_ptr<BIO, FreedBy<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, FreedBy<X509_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, FreedBy<EVP_PKEY_free>>;

Bio borrow(std::string_view text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

/// Stands in for OpenSSL's own question on the terminal: there is never a pass phrase.
int no_pass_phrase(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

Certificate read_certificate(std::string_view pem) {
  const Bio in = borrow(pem);
  Certificate certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();  // a block that does not parse must not show up in a later TLS error
  return certificate;
}

}  // namespace

Result<std::string> usable_certificates(std::string_view pem) {
  constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----";
  constexpr std::string_view end = "-----END CERTIFICATE-----";
  std::string out;
  for (auto from = pem.find(begin); from != std::string_view::npos; from = pem.find(begin, from + 1)) {
    const auto to = pem.find(end, from);
    if (to == std::string_view::npos) break;
    const auto block = pem.substr(from, to + end.size() - from);
    if (read_certificate(block)) out += std::string(block) + "\n";
  }
  if (out.empty()) {
    return fail_with_hint(ErrorKind::config, "It must be PEM text with at least one CERTIFICATE block.",
                          "unable to load root certificates: no usable certificate in the CA data");
  }
  return out;
}

std::optional<std::chrono::system_clock::time_point> end_of_certificate(const std::string& pem) {
  const Certificate certificate = read_certificate(pem);
  std::tm end{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) return std::nullopt;
  return std::chrono::system_clock::from_time_t(timegm(&end));
}

Result<> check_key_pair(const std::string& certificate_pem, const SecretString& key_pem) {
  const Certificate certificate = read_certificate(certificate_pem);
  if (!certificate) return fail(ErrorKind::config, "the client certificate is not a PEM certificate");
  bool asked = false;
  const Bio in = borrow(key_pem.reveal());
  const PrivateKey key(PEM_read_bio_PrivateKey(in.get(), nullptr, no_pass_phrase, &asked));
  ERR_clear_error();
  if (asked) {
    return fail_with_hint(ErrorKind::config, "Use a key without a pass phrase, or an exec plugin.",
                          "the client key is encrypted");
  }
  if (!key) return fail(ErrorKind::config, "the client key is not a PEM private key");
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    ERR_clear_error();
    return fail(ErrorKind::config, "the client key does not belong to the client certificate");
  }
  return {};
}

}  // namespace corootctl::http
