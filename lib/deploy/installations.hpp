/// A cluster's Coroot resources for users who may not look everywhere.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "deploy/components.hpp"

namespace corootctl::deploy {

struct ReadableInstallations {
  std::vector<Installation> all{};
  std::string only_in{};             ///< the one namespace that was read; "" = all of the cluster
  std::optional<std::string> gap{};  ///< what that leaves out, in words
};

/// As find_installations(); when the cluster's scope is refused, the connection's namespace (-n, or the context's) is
/// asked. Errors: that refusal, when the namespace has none; the namespace's own, when it is refused, too.
Result<ReadableInstallations> find_readable_installations(const kube::Reader& reader, const Within& within);

}  // namespace corootctl::deploy
