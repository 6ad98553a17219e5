/// Who we are at each Coroot: by which way, by which login, with which role.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "hub/access.hpp"

namespace corootctl::hub {

struct WhoRequest {
  std::vector<CorootAccess> servers{};
  std::chrono::milliseconds deadline = std::chrono::seconds(15);  ///< for each
  std::size_t width = 16;
};

struct Who {
  std::string server{};  ///< the context, or the address
  std::string way{};     ///< "service proxy", "direct"
  std::string login{};   ///< "anonymous role", "password", "service account"; "" = refused or not asked
  std::string user{};
  std::string role{};
  int projects = 0;              ///< that this user sees
  std::optional<Error> error{};  ///< refused, or not reached
};

/// One answer a server, in order; a server that fails costs its own.
std::vector<Who> ask_who(const WhoRequest& request, const fleet::Surroundings& around, std::stop_token stop);

}  // namespace corootctl::hub
