/// From clusters and a hub's Coroot to the facts that checks judge. Everything is read, nothing is written; what may
/// not be read is a gap with its reason.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "checks/facts.hpp"
#include "fleet/cluster.hpp"
#include "fleet/surroundings.hpp"
#include "hub/access.hpp"

namespace corootctl::survey {

struct SurveyRequest {
  std::optional<fleet::ClusterRef> hub{};
  std::vector<fleet::ClusterRef> clusters{};  ///< beside the hub
  std::string namespace_name = "coroot";      ///< where Coroot is to be, while it is not there
  hub::Login login{};
  std::chrono::milliseconds deadline = std::chrono::seconds(30);  ///< for each cluster, and for the hub's Coroot
  std::chrono::milliseconds member_timeout = std::chrono::seconds(10);
  std::size_t width = 16;
  bool before = false;               ///< also what installing and linking need: rights, quotas, StorageClasses
  std::string helm{};                ///< the program to look for; "" = none is needed
  bool is_to_probe = false;          ///< addresses are probed afterwards: those of members that are not linked yet, too
  std::string operator_by = "helm";  ///< who brings it in the install to come: helm, manifests, nobody
};

/// The hub is the first of the clusters. A cluster that cannot be read has its failure in its own place.
checks::Facts read_facts(const SurveyRequest& request, const fleet::Surroundings& around, std::stop_token stop);

}  // namespace corootctl::survey
