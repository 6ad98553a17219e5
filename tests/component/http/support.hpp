/// Short ways to send one request in a test of the transport.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "component/http/loopback.hpp"
#include "http/transport.hpp"

namespace corootctl::tests {

inline std::unique_ptr<http::Transport> transport_with(http::ConnectionOptions options, Log log = {}) {
  auto made = http::make_curl_transport(std::move(options), std::move(log));
  REQUIRE_MESSAGE(made.has_value(), (made ? "" : describe(made.error())));
  return std::move(*made);
}

inline http::Request get(const std::string& url) {
  http::Request out;
  out.url = url;
  out.deadline = Deadline::in(std::chrono::seconds(20));
  return out;
}

/// "200 BODY", or "KIND TEXT" of the error.
inline std::string outcome(const Result<http::Response>& answer) {
  if (answer) return std::to_string(answer->status) + " " + answer->body;
  const auto kind = answer.error().kind == ErrorKind::unreachable ? "unreachable"
                    : answer.error().kind == ErrorKind::timeout   ? "timeout"
                    : answer.error().kind == ErrorKind::cancelled ? "cancelled"
                    : answer.error().kind == ErrorKind::config    ? "config"
                                                                  : "other";
  return std::string(kind) + " " + describe(answer.error());
}

/// Answers every request with 200 and `body`.
inline Loopback::Behaviour says(std::string body) {
  return [body = std::move(body)](Connection& connection) {
    while (hear(connection)) connection.write(answer(200, {}, body));
  };
}

}  // namespace corootctl::tests
