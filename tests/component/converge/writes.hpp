/// Connections that keep in which order clusters are written to.
#pragma once

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "fleet/cluster.hpp"
#include "kube/session/session.hpp"

namespace corootctl::tests {

class Writes {
 public:
  void add(const std::string& cluster) {
    const std::lock_guard lock(mutex_);
    if (order_.empty() || order_.back() != cluster) order_.push_back(cluster);
  }
  /// Each cluster at each change from another one.
  std::vector<std::string> order() const {
    const std::lock_guard lock(mutex_);
    return order_;
  }

 private:
  mutable std::mutex mutex_{};
  std::vector<std::string> order_{};
};

class WritesSession final : public kube::Session {
 public:
  WritesSession(std::shared_ptr<kube::Session> inner, std::string cluster, Writes& writes)
      : inner_(std::move(inner)), cluster_(std::move(cluster)), writes_(writes) {}
  Result<http::Response> send(const kube::Call& call, Deadline deadline, std::stop_token stop) override {
    const bool is_dry = std::any_of(call.query.begin(), call.query.end(),
                                    [](const auto& parameter) { return parameter.first == "dryRun"; });
    if (call.method != "GET" && !call.reads_only && !is_dry) writes_.add(cluster_);
    return inner_->send(call, deadline, std::move(stop));
  }
  Result<std::chrono::milliseconds> log_in(const Within& within) override { return inner_->log_in(within); }
  const kube::ConnectionSpec& connection() const override { return inner_->connection(); }

 private:
  std::shared_ptr<kube::Session> inner_;
  std::string cluster_;
  Writes& writes_;
};

class WritesConnector final : public fleet::Connector {
 public:
  WritesConnector(const fleet::Connector& inner, Writes& writes) : inner_(inner), writes_(writes) {}

 private:
  Result<std::shared_ptr<kube::Session>> open(const fleet::ClusterRef& cluster) const override {
    CTL_PASS(auto session, open_by(inner_, cluster));
    return std::shared_ptr<kube::Session>(
        std::make_shared<WritesSession>(std::move(session), cluster.context, writes_));
  }
  const fleet::Connector& inner_;
  Writes& writes_;
};

}  // namespace corootctl::tests
