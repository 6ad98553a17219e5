#include "cli/shared/bounded.hpp"

namespace corootctl::cli {
namespace {

/// As Go writes a duration: "1m30s", "0.5s" being "500ms".
std::string go_duration(std::chrono::milliseconds span) {
  if (span < std::chrono::seconds(1)) return fmt::format("{}ms", span.count());
  const auto minutes = std::chrono::floor<std::chrono::minutes>(span);
  const auto seconds = fmt::format("{}s", std::chrono::duration<double>(span - minutes).count());
  if (minutes.count() == 0) return seconds;
  if (minutes.count() < 60) return fmt::format("{}m{}", minutes.count(), seconds);
  return fmt::format("{}h{}m{}", minutes.count() / 60, minutes.count() % 60, seconds);
}

/// --request-timeout: every request of this session ends by then, whatever deadline its caller had, and the server is
/// told so (kubeconfig 41). What is behind the service proxy is no API server and would take it for a parameter.
class BoundedSession final : public kube::Session {
 public:
  BoundedSession(std::shared_ptr<kube::Session> inner, std::chrono::milliseconds limit)
      : inner_(std::move(inner)), limit_(limit) {}
  Result<http::Response> send(const kube::Call& call, Deadline deadline, std::stop_token stop) override {
    return inner_->send(with_timeout(call), deadline.earlier(Deadline::in(limit_)), std::move(stop));
  }
  Result<std::chrono::milliseconds> log_in(const Within& within) override {
    return inner_->log_in({within.deadline.earlier(Deadline::in(limit_)), within.stop});
  }
  const kube::ConnectionSpec& connection() const override { return inner_->connection(); }

 private:
  kube::Call with_timeout(kube::Call call) const {
    if (call.path.find("/proxy/") == std::string::npos) call.query.emplace_back("timeout", go_duration(limit_));
    return call;
  }

  std::shared_ptr<kube::Session> inner_;
  std::chrono::milliseconds limit_;
};

class BoundedConnector final : public fleet::Connector {
 public:
  BoundedConnector(std::unique_ptr<fleet::Connector> inner, std::chrono::milliseconds limit)
      : inner_(std::move(inner)), limit_(limit) {}

 private:
  Result<std::shared_ptr<kube::Session>> open(const fleet::ClusterRef& cluster) const override {
    CTL_PASS(auto session, open_by(*inner_, cluster));
    return std::make_shared<BoundedSession>(std::move(session), limit_);
  }

  std::unique_ptr<fleet::Connector> inner_;
  std::chrono::milliseconds limit_;
};

}  // namespace

std::unique_ptr<fleet::Connector> bounded(std::unique_ptr<fleet::Connector> inner, std::chrono::milliseconds limit) {
  return std::make_unique<BoundedConnector>(std::move(inner), limit);
}

}  // namespace corootctl::cli
