/// What a cluster offers: nodes, Service addresses, volumes, quotas.
#pragma once

#include <string>
#include <vector>

#include "checks/facts.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::survey {

Result<std::vector<checks::Node>> read_nodes(const kube::Reader& reader, const Within& within);

/// The ranges that the cluster says it gives to Services (ServiceCIDR, from Kubernetes 1.33 on); else the address of
/// the Service kubernetes, which is the first of the range.
Result<std::vector<std::string>> read_service_ranges(const kube::Reader& reader, const Within& within);

/// Names of the default StorageClasses.
Result<std::vector<std::string>> read_default_classes(const kube::Reader& reader, const Within& within);

Result<std::vector<checks::Quota>> read_quotas(const kube::Reader& reader, const std::string& namespace_name,
                                               const Within& within);

}  // namespace corootctl::survey
