/// What is installed in clusters, for drafting a fleet file. Only reads.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "deploy/components.hpp"
#include "fleet/surroundings.hpp"

namespace corootctl::converge {

struct Surveyed {
  std::string context{};
  std::optional<deploy::Installation> installation{};  ///< that of the namespace asked for, else the first
  deploy::Role role = deploy::Role::absent;
  std::string other_operator{};     ///< "operator in flux-system (release flux)": not what install would bring
  std::vector<std::string> gaps{};  ///< what this user may not read, and what else is there, in words
  std::optional<Error> error{};
};

struct SurveyRequest {
  std::vector<fleet::ClusterRef> clusters{};
  std::string namespace_name = "coroot";
  std::chrono::milliseconds deadline = std::chrono::seconds(15);  ///< for each cluster
  std::size_t width = 16;
};

/// One answer per cluster, in order; a cluster that fails has its error in its own answer.
std::vector<Surveyed> survey(const SurveyRequest& request, const fleet::Surroundings& around, std::stop_token stop);

}  // namespace corootctl::converge
