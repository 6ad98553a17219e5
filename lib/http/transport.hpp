/// HTTP as an outside world: one request, one response. http is the only folder that includes libcurl and OpenSSL.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.hpp"
#include "base/environment.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/secret_string.hpp"

namespace corootctl::http {

struct Header {
  std::string name{};
  std::string value{};
  bool secret = false;  ///< never logged
};

/// Takes the next piece of a body; false = that was enough, and the exchange ends well.
using BodySink = std::function<bool(std::string_view)>;

/// What is done about a server that says nothing: a connection may stand, and nobody be behind it. 0 = never.
struct Silence {
  std::chrono::milliseconds notice{0};  ///< after so long without a byte `tell` is called, once
  std::chrono::milliseconds limit{0};   ///< after so long without a byte the exchange ends: timeout
  std::function<void()> tell{};
};

struct Request {
  std::string method = "GET";
  std::string url{};  ///< absolute, already percent-encoded
  std::vector<Header> headers{};
  std::string body{};
  Deadline deadline{};       ///< of the whole exchange, the body included
  bool secret_body = false;  ///< request or response body must not be logged even at -v=9 (Secrets, logins)
  BodySink sink{};           ///< takes the body of a 2xx answer while it arrives; the Response then has none
  Silence silence{};
};

struct Response {
  int status = 0;
  std::vector<Header> headers{};
  std::string body{};
  /// The first header of that name (any case), or "".
  std::string_view header(std::string_view name) const;
};

/// Sends requests. Safe to use from several threads at once; connections are kept and reused. The program has to ignore
/// SIGPIPE: OpenSSL writes to peers that may be gone.
class Transport {
 public:
  virtual ~Transport() = default;
  /// Any answer of the server is a Response, whatever its status. Errors: unreachable (DNS, refused, TLS, reset),
  /// timeout, cancelled (reason outcome_unknown when it was a write under way), failed for a body of more than 64 MiB;
  /// the text names method, host and port, never a query, header or body. Reason connection_lost: a connection that
  /// stood was reset or closed without an answer, so what only reads may be sent again.
  virtual Result<Response> send(const Request& request, std::stop_token stop) = 0;
};

/// How to reach and trust one server. PEM texts, not paths.
struct ConnectionOptions {
  std::optional<std::string> ca_pem{};  ///< absent = the system's roots
  std::string client_certificate_pem{};
  SecretString client_key_pem{};
  std::string tls_server_name{};  ///< SNI and the verified name, when not the URL's host
  bool insecure = false;          ///< no verification of the server
  std::string proxy_url{};        ///< http, https or socks5 URL; empty = direct (the environment is never consulted)
  bool compression = true;        ///< ask for gzip
  std::string user_agent{};
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);
};

/// Errors: config, when a certificate or key cannot be used (not PEM, mismatched, encrypted).
Result<std::unique_ptr<Transport>> make_curl_transport(ConnectionOptions options, Log log);

/// The proxy that Go programs (kubectl, helm) would use for `url`: HTTPS_PROXY/HTTP_PROXY and NO_PROXY rules; "" =
/// none. Source: connections 11.
class ProxyVariables {
 public:
  std::string https_proxy{}, http_proxy{}, no_proxy{};
  /// The capitals' value, else that of the same name in small letters.
  static ProxyVariables of(const Environment& env);
  std::string proxy_for(std::string_view url) const;
};

}  // namespace corootctl::http
