#include "support/cluster/access.hpp"

#include <fmt/core.h>

#include "base/files.hpp"

namespace corootctl::support {

Result<std::unique_ptr<SimFleet>> SimFleet::start(const std::vector<std::string>& names) {
  CTL_PASS(TemporaryDirectory directory, TemporaryDirectory::create());
  std::unique_ptr<SimFleet> fleet(new SimFleet(std::move(directory)));
  for (std::size_t i = 0; i < names.size(); ++i) {
    SimSettings settings;
    settings.name = names[i];
    settings.node_ip = fmt::format("10.0.{}.11", i + 1);
    CTL_PASS(auto cluster, SimCluster::start(settings));
    fleet->clusters_.push_back(std::move(cluster));
  }
  fleet->kubeconfig_ = fleet->directory_.path() + "/kubeconfig";
  CTL_CHECK(write_file_atomically(fleet->kubeconfig_, kubeconfig_of(fleet->all()), 0600), "write kubeconfig");
  return fleet;
}

std::vector<const SimCluster*> SimFleet::all() const {
  std::vector<const SimCluster*> all;
  for (const auto& cluster : clusters_) all.push_back(cluster.get());
  return all;
}

Result<kube::Client> open_client(const std::string& kubeconfig, const std::string& context) {
  const Environment env = Environment::current();
  CTL_PASS(const auto config, kube::load_kubeconfig(kubeconfig, env));
  kube::Overrides overrides;
  overrides.context = context;
  CTL_PASS(const auto spec, kube::resolve_connection(config, overrides, env));
  kube::SessionOptions options;
  options.env = env;
  CTL_PASS(auto session, kube::open_session(spec, options));
  return kube::Client(std::shared_ptr<kube::Session>(std::move(session)));
}

}  // namespace corootctl::support
