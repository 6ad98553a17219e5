#include "http/attempts.hpp"

#include "http/openssl_functions.hpp"

namespace corootctl::http {
namespace {

bool speaks_http2(CURL* easy) {
  curl_tlssessioninfo* tls = nullptr;
  if (curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &tls) != CURLE_OK || tls->internals == nullptr) return false;
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(static_cast<const SSL*>(tls->internals), &name, &size);
  return size == 2 && name[0] == 'h' && name[1] == '2';
}

}  // namespace

Attempts::Attempts(std::string_view method, const char* detail)
    : reads_only_(method == "GET" || method == "HEAD" || method == "OPTIONS"), detail_(detail) {}

void Attempts::watch(CURL* easy, Options& options) {
  easy_ = easy;
  options.set(CURLOPT_PREREQFUNCTION, on_attempt).set(CURLOPT_PREREQDATA, this);
}

int Attempts::on_attempt(void* self, char*, char*, int, int) {
  return static_cast<Attempts*>(self)->may_begin() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

bool Attempts::may_begin() {
  if (reads_only_) return true;
  refused_second_ = begun_ > 0 && was_taken();
  if (refused_second_) return false;
  ++begun_;
  http2_ = speaks_http2(easy_);
  return true;
}

/// libcurl has no word for a stream that was refused unread; over HTTP/2 a connection that died left some.
bool Attempts::was_taken() const {
  long sent = 0;
  if (curl_easy_getinfo(easy_, CURLINFO_REQUEST_SIZE, &sent) == CURLE_OK && sent == 0) return false;
  return !http2_ || *detail_ != '\0';
}

}  // namespace corootctl::http
