/// Where the operator comes from.
#pragma once

#include <string>
#include <vector>

#include "kube/config/kubeconfig.hpp"

namespace corootctl::deploy {

/// How the operator gets into a cluster: by the helm program, or from manifests that `helm template` wrote.
struct OperatorSource {
  std::string chart = "coroot-operator";  ///< name in the repository, path, archive or oci:// reference
  std::string chart_repo = "https://coroot.github.io/helm-charts";  ///< used when `chart` is a bare name
  std::string chart_version{};                                      ///< "" = newest
  std::vector<std::string> helm_values{};                           ///< files
  std::string helm = "helm";                                        ///< program
  std::string release = "coroot-operator";
  std::string manifests_file{};  ///< not empty: no helm at all
  bool operator==(const OperatorSource&) const = default;
};

/// The operator's helm release in one cluster, and how helm gets there.
struct HelmRelease {
  OperatorSource source{};
  std::string namespace_name{};
  std::string context{};         ///< for people
  std::string kube_context{};    ///< for helm; "" = what the flags or the pod say
  std::string kubeconfig{};      ///< --kubeconfig as given; "" = by KUBECONFIG
  kube::Overrides overrides{};   ///< connection flags as given
  bool force_conflicts = false;  ///< fields that another manager owns are taken over, where helm meets them
};

}  // namespace corootctl::deploy
