#include "http/certificates.hpp"

#include <ctime>

#include "http/tls_material.hpp"

namespace corootctl::http {

std::optional<std::chrono::system_clock::time_point> end_of_certificate(const std::string& pem) {
  const Certificate certificate = read_certificate(pem);
  std::tm end{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) return std::nullopt;
  return std::chrono::system_clock::from_time_t(timegm(&end));
}

}  // namespace corootctl::http
