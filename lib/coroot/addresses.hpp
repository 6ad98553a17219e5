/// Where people look at what the API tells (coroot-api 47).
#pragma once

#include <string>
#include <vector>

#include "coroot/views.hpp"

namespace corootctl::coroot {

struct Addresses {
  std::string base{};  ///< "https://coroot.example.com/base"; "" = no address is known
  std::string project_id{};
  std::vector<ProjectName> projects{};
};

/// The page of an app, by the id in which its project's NAME stands for the project; "" without a base.
std::string address_of_app(const Addresses& addresses, const std::string& app);
/// The page of an incident by its key; "" without a base or a key.
std::string address_of_incident(const Addresses& addresses, const std::string& key);

}  // namespace corootctl::coroot
