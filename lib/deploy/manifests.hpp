/// The operator without helm: the output of `helm template`, applied in waves.
#pragma once

#include <vector>

#include "deploy/operator_source.hpp"
#include "deploy/report.hpp"
#include "fleet/cluster.hpp"
#include "fleet/surroundings.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::deploy {

/// The documents of the file. Errors: not_found or config, with file and position.
Result<std::vector<document::Value>> read_manifests(const std::string& file);

/// Applies CustomResourceDefinitions first and waits until they are established, then the rest in the file's order.
/// Objects without a namespace get the request's. A dry run writes nothing.
Result<std::vector<ObjectReport>> apply_manifests(const kube::Client& client, std::vector<document::Value> manifests,
                                                  const OperatorRequest& request, const fleet::Surroundings& around,
                                                  const kube::Within& within);

/// Waits until the coroots.coroot.com definition is established; after helm as well (objects 20).
Result<> wait_for_definition(const kube::Reader& reader, const Clock& clock, const kube::Within& within);

}  // namespace corootctl::deploy
