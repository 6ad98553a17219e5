/// A small HTTP/1.1 server on loopback for the fakes: one thread a connection, keep-alive, optional TLS. Written here
/// because the packaged test server refuses request lines above 8 KiB, while API servers and Coroot take hundreds
/// of KiB, and because faults (hang, cut answers, refuse) are what the fakes are for.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "support/net/test_authority.hpp"

namespace corootctl::support {

using HeaderLines = std::vector<std::pair<std::string, std::string>>;

struct ServedRequest {
  std::string method{};
  std::string path{};   ///< still percent-encoded
  std::string query{};  ///< still percent-encoded, without '?'
  HeaderLines headers{};
  std::string body{};
  /// The first header of that name (any case), or "".
  std::string header(std::string_view name) const;
  /// The decoded query parameter, nullopt when it is absent.
  std::optional<std::string> parameter(std::string_view name) const;
  /// The decoded query parameter, or "".
  std::string parameter_or_empty(std::string_view name) const;
};

struct ServedResponse {
  int status = 200;
  HeaderLines headers{};
  std::string body{};
  /// Cut the connection after that many bytes of the body, although Content-Length promises all of it.
  std::optional<std::size_t> cut_after{};
};

ServedResponse text_response(int status, std::string content_type, std::string body);

/// "%2F" to "/"; `plus_is_space` as in query strings.
std::string percent_decode(std::string_view text, bool plus_is_space);

/// Must be safe to call from several threads; ends early when stop is requested.
using RequestHandler = std::function<ServedResponse(const ServedRequest&, std::stop_token)>;

struct ServerOptions {
  std::string address = "127.0.0.1";
  int port = 0;  ///< 0 = any free one
  std::optional<TlsIdentity> tls{};
};

class HttpServer {
 public:
  /// Listens before it returns. Errors: failed, when the address cannot be bound or the certificate not used.
  static Result<std::unique_ptr<HttpServer>> start(const ServerOptions& options, RequestHandler handler);
  virtual ~HttpServer() = default;  ///< ends every connection; waits for handlers
  virtual int port() const = 0;
};

}  // namespace corootctl::support
