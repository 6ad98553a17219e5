/// Which kinds an API server has, asked once per group and version.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::kube {

/// Safe to use from several threads. One group-version's own list is asked, not the aggregated document (objects 19):
/// it is a hundredth of the size, every server has it, and another group's broken backend cannot spoil it.
class Discovery {
 public:
  /// Errors: not_found when the server has no such kind; else as the session's. A kind that is missing is asked for
  /// again next time, because a CRD may have come in between.
  Result<Resource> find(const ReadSession& session, const std::string& api_version, const std::string& kind,
                        const Within& within);

 private:
  std::optional<Resource> known(const std::string& api_version, const std::string& kind);

  std::mutex mutex_{};
  std::map<std::string, std::vector<Resource>> lists_{};
};

}  // namespace corootctl::kube
