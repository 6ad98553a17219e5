#include "cli/shared/kubeconfig.hpp"

#include <set>

namespace corootctl::cli {

Result<kube::Kubeconfig> load_kubeconfig(const Env& env) {
  auto config = kube::load_kubeconfig(env.globals.kubeconfig, env.surface.variables);
  if (config) {
    for (const auto& warning : config->warnings) env.talk.warn(warning);
    for (const auto& note : config->shadowed) env.log.write(1, note);
  }
  return config;
}

void warn_about(const std::vector<fleet::ClusterRef>& clusters, const Env& env) {
  std::set<std::string> said;  // contexts share clusters and users
  for (const auto& cluster : clusters) {
    for (const auto& warning : cluster.connection.warnings) {
      if (said.insert(warning).second) env.talk.warn(warning);
    }
  }
}

}  // namespace corootctl::cli
