/// The API server's Warning headers (connections 23).
#pragma once

#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "http/transport.hpp"

namespace corootctl::kube {

/// The texts of code 299 in one header value, unescaped and without control characters; what is malformed is left out.
std::vector<std::string> warning_texts(std::string_view header);

/// Says each distinct warning of one session once. Safe to use from several threads.
class WarningReporter {
 public:
  explicit WarningReporter(std::string context) : context_(std::move(context)) {}
  /// At level 0: "Warning: TEXT (context NAME)".
  void report(const http::Response& response, const Log& log);

 private:
  bool is_new(const std::string& text);

  const std::string context_;
  std::mutex mutex_{};
  std::set<std::string> said_{};
};

}  // namespace corootctl::kube
