/// Which of the hub's projects is meant.
#pragma once

#include <string>
#include <vector>

#include "coroot/client.hpp"

namespace corootctl::hub {

/// The project that is analysed and its members (itself, when it is no aggregate).
struct Project {
  std::string name{};
  std::string id{};
  bool is_aggregate = false;
  std::vector<std::string> members{};
};

/// Finds the project; "" = the only aggregate, or the only project. Errors: not_found with near names, usage when the
/// name is left out and several could be meant.
Result<Project> find_project(const coroot::Client& hub, const std::string& name, const Within& within);

}  // namespace corootctl::hub
