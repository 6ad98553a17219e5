/// Every cluster is the same session.
#pragma once

#include <memory>

#include "fleet/cluster.hpp"

namespace corootctl::tests {

class OneSession final : public fleet::Connector {
 public:
  explicit OneSession(std::shared_ptr<kube::Session> session) : session_(std::move(session)) {}

 private:
  Result<std::shared_ptr<kube::Session>> open(const fleet::ClusterRef&) const override { return session_; }
  std::shared_ptr<kube::Session> session_;
};

}  // namespace corootctl::tests
