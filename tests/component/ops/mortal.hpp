/// A process that is killed at one of its writes, as its clusters see it: nothing of it comes after. Or one in whose
/// middle something else happens.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "fleet/cluster.hpp"
#include "kube/session/session.hpp"

namespace corootctl::tests {

/// When it dies: at the n-th write (from 0), before the server sees it or after it was done; never with n < 0.
struct Death {
  int write = -1;
  bool after = false;
};

/// What the first write with this in its path finds done.
struct Meanwhile {
  std::string path{};
  std::function<void()> work{};
};

/// What all sessions of the process share.
class Life {
 public:
  Life(Death death, Meanwhile meanwhile) : death_(death), meanwhile_(std::move(meanwhile)) {}
  /// Counts; whether the request is still made, and whether its answer is still heard.
  std::pair<bool, bool> step(bool is_write) {
    const std::lock_guard lock(mutex_);
    if (is_over_) return {false, false};
    if (!is_write) return {true, true};
    const bool is_last = writes_++ == death_.write;
    is_over_ = is_last;
    return {!is_last || death_.after, !is_last};
  }
  /// What happens before a write to this path; nothing a second time.
  std::function<void()> work_before(const std::string& path) {
    const std::lock_guard lock(mutex_);
    if (!meanwhile_.work || path.find(meanwhile_.path) == std::string::npos) return {};
    return std::exchange(meanwhile_.work, {});
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
  Meanwhile meanwhile_;
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
    const bool is_write = call.method != "GET" && call.method != "HEAD" && !call.reads_only && !is_dry;
    if (is_write) {
      if (const auto work = life_->work_before(call.path)) work();
    }
    const auto [is_made, is_heard] = life_->step(is_write);
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
  MortalConnector(const fleet::Connector& inner, Death death, Meanwhile meanwhile = {})
      : inner_(inner), life_(std::make_shared<Life>(death, std::move(meanwhile))) {}
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
