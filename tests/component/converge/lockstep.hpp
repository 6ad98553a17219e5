/// Connections whose answers come in rounds: none of a round before all of its requests are there. How many rounds a
/// run takes is how many answers it waits for one after the other, on a machine of any speed.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "fleet/cluster.hpp"
#include "kube/session/session.hpp"

namespace corootctl::tests {

class Lockstep {
 public:
  /// `sizes`: of the rounds that are expected. A round that does not come to its size, and any one beyond them, ends
  /// when nothing has come for `patience`.
  explicit Lockstep(std::vector<std::size_t> sizes) : sizes_(std::move(sizes)) {}

  /// Returns when the round of this request is complete.
  void wait(std::string request) {
    std::unique_lock lock(mutex_);
    const auto round = done_.size();
    coming_.push_back(std::move(request));
    if (round < sizes_.size() && coming_.size() == sizes_[round]) end_round();
    if (!ended_.wait_for(lock, patience, [&] { return done_.size() > round; })) end_round();
  }

  /// "1:\n  prod-a GET /api/v1/...\n": each round's requests in the order of their texts.
  std::string text() const {
    const std::lock_guard lock(mutex_);
    std::string out;
    for (std::size_t i = 0; i < done_.size(); ++i) {
      out += std::to_string(i + 1) + ":\n";
      for (const auto& request : done_[i]) out += "  " + request + "\n";
    }
    return out;
  }

  /// The sizes of the rounds in such a text.
  static std::vector<std::size_t> sizes_in(const std::string& text) {
    std::vector<std::size_t> out;
    bool begins_line = true, begins_request = false;
    for (const char c : text) {
      begins_request = begins_line && c == ' ';
      if (begins_line && c != ' ') out.push_back(0);
      if (begins_request) ++out.back();
      begins_line = c == '\n';
    }
    return out;
  }

 private:
  static constexpr std::chrono::seconds patience{5};

  void end_round() {
    std::sort(coming_.begin(), coming_.end());
    done_.push_back(std::exchange(coming_, {}));
    ended_.notify_all();
  }

  std::vector<std::size_t> sizes_;
  mutable std::mutex mutex_{};
  std::condition_variable ended_{};
  std::vector<std::string> coming_{};
  std::vector<std::vector<std::string>> done_{};
};

class LockstepSession final : public kube::Session {
 public:
  LockstepSession(std::shared_ptr<kube::Session> inner, std::string cluster, Lockstep& steps)
      : inner_(std::move(inner)), cluster_(std::move(cluster)), steps_(steps) {}
  Result<http::Response> send(const kube::Call& call, Deadline deadline, std::stop_token stop) override {
    const bool is_dry = std::any_of(call.query.begin(), call.query.end(),
                                    [](const auto& parameter) { return parameter.first == "dryRun"; });
    steps_.wait(cluster_ + " " + call.method + " " + call.path + (is_dry ? " (dry run)" : ""));
    return inner_->send(call, deadline, std::move(stop));
  }
  Result<std::chrono::milliseconds> log_in(const Within& within) override { return inner_->log_in(within); }
  const kube::ConnectionSpec& connection() const override { return inner_->connection(); }

 private:
  std::shared_ptr<kube::Session> inner_;
  std::string cluster_;
  Lockstep& steps_;
};

class LockstepConnector final : public fleet::Connector {
 public:
  LockstepConnector(const fleet::Connector& inner, Lockstep& steps) : inner_(inner), steps_(steps) {}

 private:
  Result<std::shared_ptr<kube::Session>> open(const fleet::ClusterRef& cluster) const override {
    CTL_PASS(auto session, open_by(inner_, cluster));
    return std::shared_ptr<kube::Session>(
        std::make_shared<LockstepSession>(std::move(session), cluster.context, steps_));
  }

  const fleet::Connector& inner_;
  Lockstep& steps_;
};

}  // namespace corootctl::tests
