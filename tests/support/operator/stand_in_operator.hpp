/// A stand-in for the Coroot operator that keeps its observable rules, good and bad (operator 8-12, 15-18): objects
/// appear some time after the resource, failed writes are only logged, the status is weak and has no generation,
/// Secrets are not watched. It works on any API server through kube::Client and polls instead of watching.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "support/operator/api.hpp"

namespace corootctl::support {

struct OperatorOptions {
  std::chrono::milliseconds poll = std::chrono::milliseconds(150);
  std::chrono::milliseconds requeue = std::chrono::minutes(1);  ///< a Misconfigured resource is tried again after this
  /// Of a simulated cluster, SimCluster::moves(): while that stands still run() spares its looks. Empty = every look.
  std::function<std::uint64_t()> moves{};
  std::function<void(std::string_view)> log = [](std::string_view) {};
};

class StandInOperator {
 public:
  StandInOperator(kube::Client client, OperatorOptions options);
  /// Polls until stop is requested.
  void run(std::stop_token stop);
  /// One look at the cluster at the time `now`; what run() repeats. Does nothing while the operator's Deployment is
  /// absent or scaled to zero. Errors: of reading; what could not be written is only logged.
  Result<> tick(std::chrono::steady_clock::time_point now, std::stop_token stop);
  /// The cluster's moves before the last look of run() that has ended.
  std::uint64_t looked_at() const { return looked_at_; }

 private:
  /// What is remembered of one resource between two looks.
  struct Seen {
    std::string version{};  ///< resourceVersion as last handled
    std::string owned{};    ///< generations of its workloads and Services
    bool misconfigured = false;
    std::chrono::steady_clock::time_point handled{};
  };

  Result<bool> is_deployed(std::stop_token stop) const;
  Result<std::string> owned_state(const document::Value& resource, std::stop_token stop) const;
  bool is_due(const document::Value& resource, const std::string& owned,
              std::chrono::steady_clock::time_point now) const;
  void reconcile(const document::Value& resource, std::chrono::steady_clock::time_point now, std::stop_token stop);
  void create_all(const std::vector<Planned>& plan, std::stop_token stop) const;
  void ensure_database_password(const document::Value& resource, std::stop_token stop) const;
  void remove_ingress(const document::Value& resource, std::stop_token stop) const;
  std::string publish(const document::Value& resource, const std::vector<std::string>& errors,
                      std::stop_token stop) const;

  OperatorApi api_;
  OperatorOptions options_;
  bool is_still(const std::optional<std::uint64_t>& moves) const;
  void forget_gone(const std::vector<document::Value>& resources, std::stop_token stop);

  std::optional<std::uint64_t> still_{};  ///< moves before the last look that went well
  std::atomic<std::uint64_t> looked_at_{0};
  std::map<std::string, Seen> seen_{};  ///< by UID
  std::map<std::string, std::string>
      instances_{};  ///< "namespace/name" of each resource seen since the start, its name
};

}  // namespace corootctl::support
