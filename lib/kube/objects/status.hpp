/// The API server's Status objects, as they come in failed answers (objects 1-3, 7).
#pragma once

#include <optional>
#include <string>
#include <string_view>
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

/// Whether a refusal is about rights that a role or binding would give and that the user has not.
bool is_escalation(std::string_view message);
inline constexpr std::string_view escalation_hint =
    "A role that gives more than one has takes escalate on clusterroles to write, and bind on clusterroles to bind: "
    "`corootctl rbac install` prints what is needed.";

/// The Status in an answer's body; nullopt when the body is something else (a proxy's page, a backend's answer).
std::optional<Status> parse_status(const http::Response& response);

}  // namespace corootctl::kube
