/// libcurl's result codes as Errors.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <string>

#include "base/result.hpp"
#include "http/transport.hpp"
#include "http/url.hpp"

namespace corootctl::http {

/// What is known about a transfer that failed.
struct Failure {
  CURLcode code = CURLE_OK;
  std::string detail{};                  ///< curl's own words, without query or headers
  long os_error = 0;                     ///< errno of connect, 0 = none
  long proxy_status = 0;                 ///< the proxy's answer to CONNECT, 0 = none
  bool connected = false;                ///< the connection (with TLS) stood
  bool write_in_doubt = false;           ///< the server may have done what was asked
  std::chrono::milliseconds silence{0};  ///< how long nothing came when that ended it, 0 = it did not
};

Failure failure_of(CURL* easy, CURLcode code, const char* detail);

/// "GET https://host:port: reason". Kinds: unreachable, timeout, failed; a CA problem carries a hint, and so does a
/// write that the server may have seen.
Error transfer_error(const Request& request, const Url& url, const std::string& proxy_url, const Failure& failure,
                     std::chrono::milliseconds connect_timeout);

/// "GET https://host:port", the start of every message of the transport.
std::string exchange_name(const Request& request, const Url& url);

}  // namespace corootctl::http
