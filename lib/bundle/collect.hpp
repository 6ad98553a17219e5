/// What is gathered from one cluster, each thing for itself: what cannot be read is a gap, never an end.
#pragma once

#include <string>
#include <vector>

#include "bundle/archive.hpp"
#include "bundle/scrubber.hpp"
#include "fleet/surroundings.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::bundle {

struct Collected {
  std::string context{};
  std::vector<Entry> entries{};     ///< redacted by type, not scrubbed yet
  std::vector<std::string> gaps{};  ///< "pods: list Pod in coroot: forbidden ..."
};

struct CollectOptions {
  std::string namespace_name = "coroot";
  int log_lines = 500;  ///< of each container, and of the one before it where that ended badly
  std::size_t log_bytes = 1U << 20U;
};

/// Letters, digits, ".", "_" and "-" of a name, and "_" for all else.
std::string file_name(std::string name);

/// Files go below `folder`. Keys and passwords that are met are added to `scrubber`, among them those of the kubeconfig
/// entry.
Collected collect(const fleet::ClusterRef& cluster, const std::string& folder, const CollectOptions& options,
                  Scrubber& scrubber, const fleet::Surroundings& around, Within within);

}  // namespace corootctl::bundle
