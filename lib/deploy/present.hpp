/// What a cluster has of Coroot before anything is brought.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "deploy/components.hpp"
#include "deploy/operators.hpp"
#include "document/value.hpp"

namespace corootctl::deploy {

/// What is asked of a cluster.
struct Looked {
  std::string namespace_name{};  ///< where Coroot shall run
  bool installations = true;     ///< whether the Coroot resources are wanted
  bool admits = true;            ///< whether the namespace lets the agents' pods in
  bool needs_uid = true;         ///< a cluster that does not show its UID is an error
};

struct Present {
  std::string uid{};                            ///< of the cluster; "" = this user may not know it
  std::optional<document::Value> space{};       ///< the namespace
  std::optional<document::Value> definition{};  ///< of the Coroot resource
  Operators operators{};
  std::vector<Installation> installations{};
  std::optional<Error> refusal{};  ///< why the namespace does not let the agents' pods in
};

/// Side by side, since every answer of a far cluster takes its time. Errors: as the server's; failed for a namespace or
/// a definition that is being deleted; what is wrong about operator, resources and UID comes first.
Result<Present> look_around(const kube::Client& client, const Looked& wanted, const Within& within);

}  // namespace corootctl::deploy
