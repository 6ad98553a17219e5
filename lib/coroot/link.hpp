/// The way to one Coroot server: a base URL of its own, or a proxy in front of it.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "http/transport.hpp"

namespace corootctl::coroot {

/// A request below the server's base path.
struct Ask {
  std::string method = "GET";
  std::string path{};  ///< "/api/user": starts with a slash, segments already percent-encoded
  std::vector<std::pair<std::string, std::string>> query{};  ///< not encoded yet
  std::string body{};
  std::string content_type{};
  std::vector<http::Header> headers{};  ///< the session cookie, marked secret
  bool secret = false;                  ///< bodies hold a password: never logged
};

/// Safe to use from several threads at once.
class Link {
 public:
  virtual ~Link() = default;
  /// The server's answer, whatever its status. Errors as http::Transport; a proxy's own refusals are errors too.
  virtual Result<http::Response> send(const Ask& ask, Deadline deadline, std::stop_token stop) = 0;
  /// Where requests go, for messages: "https://coroot.example.com/base", "service coroot/coroot-coroot of prod-c".
  virtual std::string address() const = 0;
  /// The longest request target (path and query) that passes on this way, in bytes.
  virtual std::size_t longest_target() const = 0;
};

/// Requests go to `base_url` (http or https, with the server's base path if it has one). Redirects are not followed.
/// Errors: config, when the URL cannot be used.
Result<std::unique_ptr<Link>> direct_link(std::shared_ptr<http::Transport> transport, const std::string& base_url);

}  // namespace corootctl::coroot
