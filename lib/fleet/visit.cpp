#include "fleet/visit.hpp"

#include <algorithm>
#include <limits>

#include "base/cores.hpp"

namespace corootctl::fleet {

Result<std::shared_ptr<kube::Session>> VisitConnector::open(const ClusterRef& cluster) const {
  const std::lock_guard lock(mutex_);
  auto& session = opened_[cluster.context];
  if (session) return session;
  CTL_PASS(auto fresh, open_by(inner_, cluster));
  session = kube::dry_visit(std::move(fresh), most_at_once_);
  return session;
}

std::size_t trial_width(std::size_t clusters) {
  constexpr std::size_t per_core = 12;  // 24 ms of a core each, in 6 round trips of 50 ms: so many keep it busy
  const auto by_connections = default_width(std::numeric_limits<std::size_t>::max()) / kube::requests_of_visit;
  const auto bound = std::min(by_connections, per_core * cores());
  return std::max<std::size_t>(1, std::min(clusters, bound));
}

}  // namespace corootctl::fleet
