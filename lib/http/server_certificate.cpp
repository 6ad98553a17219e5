#include "http/server_certificate.hpp"

#include <algorithm>

#include "http/certificates.hpp"
#include "http/curl_handles.hpp"
#include "http/url.hpp"

namespace corootctl::http {
namespace {

constexpr std::string_view field = "Cert:";
constexpr std::chrono::seconds longest{10};

/// The PEM text of the first certificate of the chain; "" when there is none.
std::string first_certificate(CURL* easy) {
  curl_certinfo* chain = nullptr;
  if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &chain) != CURLE_OK || chain == nullptr || chain->num_of_certs < 1)
    return "";
  for (const auto* line = chain->certinfo[0]; line != nullptr; line = line->next) {
    const std::string_view text = line->data;
    if (text.starts_with(field)) return std::string(text.substr(field.size()));
  }
  return "";
}

}  // namespace

Result<std::chrono::system_clock::time_point> end_of_server_certificate(const std::string& url,
                                                                        const std::string& proxy_url,
                                                                        const Deadline& deadline) {
  CTL_PASS(const auto parsed, parse_url(url));
  const Easy easy(curl_easy_init());
  if (!easy) return fail(ErrorKind::internal, "curl cannot be used");
  const auto left = std::min<std::chrono::milliseconds>(deadline.left(), longest);
  Options options(easy.get());
  options.text(CURLOPT_URL, parsed.without_userinfo())
      .text(CURLOPT_PROXY, proxy_url)
      .set(CURLOPT_NOBODY, 1L)
      .set(CURLOPT_NOSIGNAL, 1L)
      .set(CURLOPT_CERTINFO, 1L)
      .set(CURLOPT_SSL_VERIFYPEER, 0L)
      .set(CURLOPT_SSL_VERIFYHOST, 0L)
      .set(CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
  CTL_RUN(options.verdict());
  const auto code = curl_easy_perform(easy.get());
  const auto end = end_of_certificate(first_certificate(easy.get()));
  if (end) return *end;
  return fail(ErrorKind::unreachable, "{} shows no certificate: {}", parsed.without_userinfo(),
              curl_easy_strerror(code));
}

}  // namespace corootctl::http
