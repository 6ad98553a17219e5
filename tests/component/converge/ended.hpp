/// Connections of a program that is killed at its Nth write, or to which something happens in the middle.
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "fleet/cluster.hpp"

namespace corootctl::tests {

enum class Kill { before, after };

/// How far the program came, shared by its connections.
struct Ending {
  std::size_t killed_at = 0;
  Kill kill = Kill::before;
  std::string moment{};               ///< the first write with this in its path...
  std::function<void()> meanwhile{};  ///< ...finds this done
  std::atomic<std::size_t> writes{0};
  std::atomic<bool> ended{false};
};

class EndingSession : public kube::Session {
 public:
  EndingSession(std::shared_ptr<kube::Session> inner, Ending& life) : inner_(std::move(inner)), life_(life) {}
  Result<http::Response> send(const kube::Call& call, Deadline deadline, std::stop_token stop) override {
    if (life_.ended) return gone();
    if (!writes(call)) return inner_->send(call, deadline, std::move(stop));
    if (life_.meanwhile && call.path.find(life_.moment) != std::string::npos) std::exchange(life_.meanwhile, {})();
    const bool is_last = ++life_.writes == life_.killed_at;
    if (is_last) life_.ended = true;
    if (life_.ended && life_.kill == Kill::before) return gone();
    auto answer = inner_->send(call, deadline, std::move(stop));
    if (is_last) return gone();
    return answer;
  }
  const kube::ConnectionSpec& connection() const override { return inner_->connection(); }

 private:
  static tl::unexpected<Error> gone() { return fail(ErrorKind::failed, "the program is gone"); }
  static bool writes(const kube::Call& call) {
    if (call.method == "GET" || call.method == "HEAD" || call.reads_only) return false;
    return std::none_of(call.query.begin(), call.query.end(), [](const auto& each) { return each.first == "dryRun"; });
  }

  std::shared_ptr<kube::Session> inner_;
  Ending& life_;
};

class EndingConnector : public fleet::Connector {
 public:
  EndingConnector(const fleet::Connector& inner, Ending& life) : inner_(inner), life_(life) {}

 private:
  Result<std::shared_ptr<kube::Session>> open(const fleet::ClusterRef& cluster) const override {
    CTL_PASS(auto session, open_by(inner_, cluster));
    return std::shared_ptr<kube::Session>(std::make_shared<EndingSession>(std::move(session), life_));
  }

  const fleet::Connector& inner_;
  Ending& life_;
};

}  // namespace corootctl::tests
