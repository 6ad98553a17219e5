/// The API server's Status objects, as they come in failed answers (objects 1-3, 7).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "http/transport.hpp"

namespace corootctl::kube {

struct StatusCause {
  std::string reason{}, message{}, field{};
};

struct Status {
  int code = 0;
  std::string reason{}, message{};
  std::string kind{}, name{};  ///< of details: what it is about
  std::vector<StatusCause> causes{};
};

/// The Status in an answer's body; nullopt when the body is something else (a proxy's page, a backend's answer).
std::optional<Status> parse_status(const http::Response& response);

}  // namespace corootctl::kube
