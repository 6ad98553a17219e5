/// One visit to a cluster for several readers that know nothing of one another.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "fleet/cluster.hpp"
#include "kube/session/visit.hpp"

namespace corootctl::fleet {

/// Opens each cluster once, as a kube::dry_visit: what a dry run learns and what others want to know of the same
/// cluster travels over the same connections, and once. Sessions live until it and who got one of them are gone.
class VisitConnector final : public Connector {
 public:
  /// `inner` must outlive it. `most_at_once`: requests to one cluster.
  explicit VisitConnector(const Connector& inner, std::size_t most_at_once = kube::requests_of_visit)
      : inner_(inner), most_at_once_(most_at_once) {}

 private:
  Result<std::shared_ptr<kube::Session>> open(const ClusterRef& cluster) const override;

  const Connector& inner_;
  const std::size_t most_at_once_;
  mutable std::mutex mutex_{};
  mutable std::map<std::string, std::shared_ptr<kube::Session>> opened_{};  ///< by context
};

/// How many clusters to visit at once when the user does not say. A visit computes far more than a question: TLS of
/// kube::requests_of_visit connections, objects and their dry runs; when all cores are busy, more only take memory. No
/// more connections are open than of a run of default_width.
std::size_t trial_width(std::size_t clusters);

}  // namespace corootctl::fleet
