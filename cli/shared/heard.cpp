#include "cli/shared/heard.hpp"

namespace corootctl::cli {
namespace {

class HeardSession final : public kube::Session {
 public:
  HeardSession(std::shared_ptr<kube::Session> inner, std::string cluster, Talk& talk)
      : inner_(std::move(inner)), cluster_(std::move(cluster)), talk_(talk) {
    talk_.opens(cluster_);
  }
  ~HeardSession() override { talk_.closes(cluster_); }
  HeardSession(const HeardSession&) = delete;
  HeardSession& operator=(const HeardSession&) = delete;

  Result<http::Response> send(const kube::Call& call, Deadline deadline, std::stop_token stop) override {
    talk_.requests(cluster_, call.method + " " + call.path);
    auto answer = inner_->send(call, deadline, std::move(stop));
    talk_.hears(cluster_);
    return answer;
  }
  Result<std::chrono::milliseconds> log_in(const Within& within) override {
    talk_.requests(cluster_, "logging in");
    auto waited = inner_->log_in(within);
    talk_.hears(cluster_);
    return waited;
  }
  const kube::ConnectionSpec& connection() const override { return inner_->connection(); }

 private:
  std::shared_ptr<kube::Session> inner_;
  std::string cluster_;
  Talk& talk_;
};

class HeardConnector final : public fleet::Connector {
 public:
  HeardConnector(std::unique_ptr<fleet::Connector> inner, Talk& talk) : inner_(std::move(inner)), talk_(talk) {}

 private:
  Result<std::shared_ptr<kube::Session>> open(const fleet::ClusterRef& cluster) const override {
    CTL_PASS(auto session, open_by(*inner_, cluster));
    return std::make_shared<HeardSession>(std::move(session), cluster.context, talk_);
  }

  std::unique_ptr<fleet::Connector> inner_;
  Talk& talk_;
};

}  // namespace

std::unique_ptr<fleet::Connector> heard(std::unique_ptr<fleet::Connector> inner, Talk& talk) {
  return std::make_unique<HeardConnector>(std::move(inner), talk);
}

}  // namespace corootctl::cli
