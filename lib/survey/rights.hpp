/// Whether this user may do what install and link-clusters need: the rules that `rbac` prints, asked one by one.
#pragma once

#include <string>
#include <vector>

#include "checks/facts.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::survey {

struct RightsQuestion {
  std::string namespace_name{}, resource_name{};
  bool namespace_exists = true;
  std::string operator_by{};          ///< of the install: "helm", "manifests", "nobody"
  std::string link_in{};              ///< "hub", "member"; "" = nothing is to be linked
  std::vector<std::string> absent{};  ///< conditions of rights::conditions that are not met
  std::vector<std::string> met{};     ///< those that are
};

/// Rules whose condition is not met are left out; one whose condition nobody knows keeps it. Each is asked for with its
/// object's name, by one access review. Errors: of the first review that fails.
Result<std::vector<checks::Right>> ask_rights(const kube::Reader& reader, const RightsQuestion& question,
                                              const Within& within);

}  // namespace corootctl::survey
