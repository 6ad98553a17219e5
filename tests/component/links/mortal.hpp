/// A process that is killed at one of its writes, as its clusters see it: nothing of it comes after.
#pragma once

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>

#include "fleet/cluster.hpp"
#include "kube/session/session.hpp"

namespace corootctl::tests {

/// When it dies: at the n-th write (from 0), before the server sees it or after it was done; never with n < 0.
struct Death {
  int write = -1;
  bool after = false;
};

/// What all sessions of the process share.
class Life {
 public:
  explicit Life(Death death) : death_(death) {}
  /// Counts; whether the request is still made, and whether its answer is still heard.
  std::pair<bool, bool> step(bool is_write) {
    const std::lock_guard lock(mutex_);
    if (is_over_) return {false, false};
    if (!is_write) return {true, true};
    const bool is_last = writes_++ == death_.write;
    is_over_ = is_last;
    return {!is_last || death_.after, !is_last};
  }
  bool is_over() const {
    const std::lock_guard lock(mutex_);
    return is_over_;
  }
  int writes() const {
    const std::lock_guard lock(mutex_);
    return writes_;
  }

 private:
  Death death_;
  mutable std::mutex mutex_{};
  int writes_ = 0;
  bool is_over_ = false;
};

class MortalSession final : public kube::Session {
 public:
  MortalSession(std::shared_ptr<kube::Session> inner, std::shared_ptr<Life> life)
      : inner_(std::move(inner)), life_(std::move(life)) {}
  Result<http::Response> send(const kube::Call& call, Deadline deadline, std::stop_token stop) override {
    const bool is_dry = std::any_of(call.query.begin(), call.query.end(),
                                    [](const auto& parameter) { return parameter.first == "dryRun"; });
    const auto [is_made, is_heard] = life_->step(call.method != "GET" && !call.reads_only && !is_dry);
    if (!is_made) return fail(ErrorKind::cancelled, "killed");
    auto answer = inner_->send(call, deadline, std::move(stop));
    if (!is_heard) return fail(ErrorKind::cancelled, "killed");
    return answer;
  }
  Result<std::chrono::milliseconds> log_in(const Within& within) override { return inner_->log_in(within); }
  const kube::ConnectionSpec& connection() const override { return inner_->connection(); }

 private:
  std::shared_ptr<kube::Session> inner_;
  std::shared_ptr<Life> life_;
};

/// Gives sessions of one life.
class MortalConnector final : public fleet::Connector {
 public:
  MortalConnector(const fleet::Connector& inner, Death death) : inner_(inner), life_(std::make_shared<Life>(death)) {}
  const Life& life() const { return *life_; }

 private:
  Result<std::shared_ptr<kube::Session>> open(const fleet::ClusterRef& cluster) const override {
    CTL_PASS(auto session, open_by(inner_, cluster));
    return std::shared_ptr<kube::Session>(std::make_shared<MortalSession>(std::move(session), life_));
  }
  const fleet::Connector& inner_;
  std::shared_ptr<Life> life_;
};

}  // namespace corootctl::tests
