/// Three simulated clusters, an operator in each, and the hub's Coroot behind its Service: what the quickstart runs and
/// what component tests of whole verbs talk to. What the hub's Coroot can see follows from the clusters' objects:
/// projects from the operator's configuration, members from their keys and node ports.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "support/cluster/access.hpp"
#include "support/coroot/stand_in_coroot.hpp"
#include "support/operator/stand_in_operator.hpp"

namespace corootctl::support {

struct SandboxOptions {
  std::vector<std::string> clusters{"prod-a", "prod-b", "prod-c"};  ///< the last one is the hub
  std::string scenario{};                                           ///< directory of a recorded incident
  std::string more{};                                               ///< of its logs and traces, too
  std::chrono::milliseconds poll = std::chrono::milliseconds(200);  ///< of the operators and of the hub's view
  std::chrono::milliseconds requeue = std::chrono::minutes(1);
  SecretString password{};  ///< of the hub's administrator; empty = everybody is an anonymous Viewer there
  std::function<void(std::string_view)> log = [](std::string_view) {};
};

class Sandbox {
 public:
  static Result<std::unique_ptr<Sandbox>> start(SandboxOptions options);
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;
  SimFleet& fleet() { return *fleet_; }
  SimCluster& hub() { return (*fleet_)[fleet_->size() - 1]; }
  StandInCoroot& coroot() { return *coroot_; }
  /// Until the operators and the hub's Coroot have seen all that is there now, and have nothing more to do.
  void settle() const;

 private:
  explicit Sandbox(SandboxOptions options) : options_(std::move(options)) {}
  Result<> add_operator(const SimCluster& cluster);
  std::uint64_t moves() const;  ///< of all clusters
  void follow(std::stop_token stop);

  SandboxOptions options_;
  std::unique_ptr<SimFleet> fleet_{};
  std::unique_ptr<StandInCoroot> coroot_{};
  std::vector<std::unique_ptr<StandInOperator>> operators_{};
  std::atomic<std::uint64_t> followed_{0};  ///< moves that the hub's view was made of
  std::vector<std::jthread> threads_{};     ///< last: they end before what they use
};

/// What the hub's server would find, from the objects of all clusters.
struct HubView {
  std::vector<ConfiguredProject> projects{};
  std::string server{};                                          ///< UIDs of its pods: another one has started
  std::map<std::string, std::vector<std::string>> aggregates{};  ///< name to member projects
  std::map<std::string, MemberFault> members{};                  ///< of remote projects
  std::vector<std::pair<std::string, std::string>> services{};   ///< namespace and name of the hub's Coroot Services
};
HubView view_of(const std::vector<const SimCluster*>& clusters, const SimCluster& hub);

}  // namespace corootctl::support
