/// The operator without helm: the output of `helm template`, applied in waves.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "deploy/plan.hpp"

namespace corootctl::deploy {

/// The documents of the file. Errors: not_found or config, with file and position.
Result<std::vector<document::Value>> read_manifests(const std::string& file);

/// Steps that apply CustomResourceDefinitions first, wait until they are established (a dry run changes none), then the
/// rest in the documents' order.
std::vector<Step> manifest_steps(const std::string& cluster, std::vector<document::Value> manifests, bool dry_run);

/// The step that waits as below.
Step await_definition(const std::string& cluster);

/// Waits until the coroots.coroot.com definition is established; after helm as well (objects 20).
Result<> wait_for_definition(const kube::Reader& reader, const Clock& clock, const Within& within);

}  // namespace corootctl::deploy
