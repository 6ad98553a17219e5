/// The kubeconfig the flags name, and what is to be said about it.
#pragma once

#include <vector>

#include "cli/env.hpp"
#include "fleet/cluster.hpp"

namespace corootctl::cli {

/// The kubeconfig the flags name. Says what is unsafe about its files, and at -v=1 which definitions are ignored.
/// Errors: config.
Result<kube::Kubeconfig> load_kubeconfig(const Env& env);

/// What is unsafe or ignored in the entries that were chosen, each thing once.
void warn_about(const std::vector<fleet::ClusterRef>& clusters, const Env& env);

}  // namespace corootctl::cli
