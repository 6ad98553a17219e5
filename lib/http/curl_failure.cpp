#include "http/curl_failure.hpp"

#include <system_error>

#include "base/text.hpp"
#include "http/curl_functions.hpp"
#include "http/openssl_functions.hpp"

namespace corootctl::http {
namespace {

/// The proxy's host and port; its userinfo may hold a password.
std::string proxy_name(const std::string& proxy_url) {
  const auto proxy = parse_url(proxy_url);
  return proxy ? fmt::format("proxy {}:{}", proxy->host, proxy->effective_port()) : std::string("proxy");
}

std::string refusal(const Failure& failure) {
  if (failure.os_error == 0) return "no connection: " + failure.detail;
  return lower(std::error_code(static_cast<int>(failure.os_error), std::generic_category()).message());
}

Error unreachable(std::string what, std::string hint = {}) {
  return {.kind = ErrorKind::unreachable, .what = std::move(what), .hint = std::move(hint)};
}

Error timed_out(const Failure& failure, const Deadline& deadline, std::chrono::milliseconds connect_timeout) {
  if (failure.silence.count() > 0) {
    const auto seconds = std::chrono::duration<double>(failure.silence).count();
    return make_error(ErrorKind::timeout, "{} for {} s",
                      failure.connected ? "nothing came from the server" : "no connection", seconds)
        .advise("The connection may be dead. --request-timeout sets another limit.");
  }
  if (!failure.connected && !deadline.expired()) {
    return unreachable(fmt::format("no connection within {} ms", connect_timeout.count()));
  }
  return make_error(ErrorKind::timeout, "timed out {}",
                    failure.connected ? "waiting for the answer" : "while connecting");
}

/// Why the server's (or an https proxy's) certificate was refused. libcurl tells the two checks, chain and name, apart
/// only by its words.
Error distrust(const Failure& failure) {
  constexpr std::string_view chain = "SSL certificate problem: ";
  std::string_view detail = failure.detail;
  if (!detail.starts_with(chain)) {
    return unreachable("TLS: the server's certificate is for another name: " + failure.detail,
                       "Use the name in the certificate, or set tls-server-name.");
  }
  detail.remove_prefix(chain.size());
  if (detail == X509_verify_cert_error_string(X509_V_ERR_APPLICATION_VERIFICATION)) {
    return unreachable("TLS: the server's certificate is for no host (it has no subject alternative name)",
                       "The server needs a certificate with a subject alternative name.");
  }
  return unreachable(fmt::format("TLS: the server's certificate is not trusted: {}", detail),
                     "Check the certificate authority given for this server.");
}

Error through_proxy(const Failure& failure, const std::string& proxy_url) {
  if (failure.proxy_status >= 300) {
    return unreachable(fmt::format("{} answers {}", proxy_name(proxy_url), failure.proxy_status));
  }
  return unreachable(fmt::format("{}: {}", proxy_name(proxy_url), failure.detail));
}

Error reason(const Failure& failure, const std::string& proxy_url, const Url& url, const Deadline& deadline,
             std::chrono::milliseconds connect_timeout) {
  const bool proxy_refuses = failure.proxy_status >= 300 || failure.code == CURLE_PROXY;
  if (proxy_refuses) return through_proxy(failure, proxy_url);
  switch (failure.code) {
    case CURLE_COULDNT_RESOLVE_PROXY: return unreachable("cannot resolve " + proxy_name(proxy_url));
    case CURLE_COULDNT_RESOLVE_HOST: return unreachable("cannot resolve host " + url.host);
    case CURLE_COULDNT_CONNECT:
      return unreachable(proxy_url.empty() ? refusal(failure) : proxy_name(proxy_url) + ": " + refusal(failure));
    case CURLE_OPERATION_TIMEDOUT: return timed_out(failure, deadline, connect_timeout);
    case CURLE_PEER_FAILED_VERIFICATION: return distrust(failure);
    case CURLE_SSL_CACERT_BADFILE:
      return unreachable("TLS: this machine has no certificate authorities: " + failure.detail,
                         "Install the package ca-certificates, or name the server's own authority "
                         "(certificate-authority in the kubeconfig).");
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR: return unreachable("TLS: " + failure.detail);
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM: return unreachable("connection lost: " + failure.detail).because(Reason::connection_lost);
    default: return unreachable(failure.detail);
  }
}

long long_info(CURL* easy, CURLINFO info) {
  long value = 0;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

}  // namespace

Failure failure_of(CURL* easy, CURLcode code, const char* detail) {
  Failure failure;
  failure.code = code;
  failure.detail = trim(*detail == '\0' ? curl_easy_strerror(code) : detail);
  failure.os_error = long_info(easy, CURLINFO_OS_ERRNO);
  failure.proxy_status = long_info(easy, CURLINFO_HTTP_CONNECTCODE);
  curl_off_t before_request = 0;
  failure.connected =
      curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &before_request) == CURLE_OK && before_request > 0;
  return failure;
}

std::string exchange_name(const Request& request, const Url& url) {
  const bool v6 = url.host.find(':') != std::string::npos;
  return fmt::format("{} {}://{}:{}", request.method, url.scheme, v6 ? "[" + url.host + "]" : url.host,
                     url.effective_port());
}

Error transfer_error(const Request& request, const Url& url, const std::string& proxy_url, const Failure& failure,
                     std::chrono::milliseconds connect_timeout) {
  auto error = reason(failure, proxy_url, url, request.deadline, connect_timeout);
  error.what = exchange_name(request, url) + ": " + error.what;
  if (failure.write_in_doubt) error.hint = "The outcome is unknown: run the command again.";
  return error;
}

}  // namespace corootctl::http
