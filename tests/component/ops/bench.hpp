/// Use cases on a whole sandbox: three simulated clusters, an operator in each, the hub's Coroot.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "fleet/cluster.hpp"
#include "ops/install/install.hpp"
#include "ops/link/link.hpp"
#include "ops/status.hpp"
#include "support/sandbox.hpp"
#include "support/tree_path.hpp"

namespace corootctl::tests {

class OpsBench {
 public:
  static constexpr auto user_agent = "corootctl/bench";

  explicit OpsBench(const std::string& password = "") {
    support::SandboxOptions options;
    options.password = SecretString(password);
    options.scenario = support::tree_path("tests/data/incident");
    options.poll = std::chrono::milliseconds(20);
    auto started = support::Sandbox::start(std::move(options));
    REQUIRE_MESSAGE(started.has_value(), (started ? "" : describe(started.error())));
    sandbox = std::move(*started);
    config = *kube::load_kubeconfig(sandbox->fleet().kubeconfig(), env);
  }
  fleet::ClusterRef cluster(const std::string& context) const {
    return fleet::select(config, {context}, {}, env)->front();
  }
  fleet::Surroundings around() const { return {*connector, system_clock(), env, {}, {}}; }
  ops::InstallRequest install_request(const std::vector<std::string>& contexts) const {
    ops::InstallRequest out;
    for (const auto& context : contexts) out.targets.push_back({cluster(context), context});
    out.operator_source.manifests_file = support::tree_path("tests/support/data/operator-manifests.yaml");
    out.timeout = std::chrono::minutes(2);
    return out;
  }
  /// Installs and expects success everywhere.
  void install(const std::vector<std::string>& contexts) const {
    const auto reports = ops::install(install_request(contexts), around(), {});
    REQUIRE_MESSAGE(reports.has_value(), (reports ? "" : describe(reports.error())));
    for (const auto& report : *reports) REQUIRE_MESSAGE(!report.error, (report.error ? describe(*report.error) : ""));
  }
  ops::LinkRequest link_request() const {
    ops::LinkRequest out;
    out.hub = cluster("prod-c");
    out.members = {{"prod-a", cluster("prod-a"), ""}, {"prod-b", cluster("prod-b"), ""}};
    out.settings.aggregate = "prod-global";
    out.timeout = std::chrono::minutes(2);
    return out;
  }
  /// resourceVersions of everything everywhere.
  std::vector<std::map<std::string, std::string>> versions() const {
    std::vector<std::map<std::string, std::string>> out;
    for (const auto* each : sandbox->fleet().all()) out.push_back(each->versions());
    return out;
  }

  Environment env{};
  std::unique_ptr<support::Sandbox> sandbox{};
  kube::Kubeconfig config{};
  std::unique_ptr<fleet::Connector> connector = fleet::make_connector([] {
    kube::SessionOptions options;
    options.user_agent = user_agent;  // tells its requests from the operator's
    return options;
  }());
};

/// "outcome object" lines of a report.
inline std::vector<std::string> outcomes(const std::vector<deploy::ObjectReport>& objects) {
  std::vector<std::string> out;
  for (const auto& object : objects) out.push_back(object.outcome + " " + object.object);
  return out;
}

}  // namespace corootctl::tests
