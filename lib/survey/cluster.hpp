/// The facts of one cluster.
#pragma once

#include <string>
#include <vector>

#include "checks/facts.hpp"
#include "deploy/components.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::survey {

struct ClusterQuestion {
  std::string namespace_name{};
  bool before = false;
  std::string operator_by = "helm";  ///< of an install to come: helm, manifests, nobody
  std::string link_in{};             ///< hub, member; "" = no link is asked about
  bool is_alone = true;              ///< no other cluster is asked about
};

/// What was read of a cluster, with what the hub's facts are read through.
struct ReadCluster {
  checks::Cluster facts{};
  std::vector<deploy::Installation> installations{};
};

/// `client` can only try writes. Fills `out` step by step; parts that this user may not read are gaps. Errors: what
/// keeps the cluster from answering at all.
Result<> read_cluster(const kube::Client& client, const ClusterQuestion& question, ReadCluster& out,
                      const Within& within);

}  // namespace corootctl::survey
