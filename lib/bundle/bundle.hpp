/// bundle: what a helper needs to see of several clusters, in one file without secrets; and reading it again.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "bundle/archive.hpp"
#include "bundle/collect.hpp"
#include "checks/facts.hpp"
#include "fleet/surroundings.hpp"
#include "hub/access.hpp"

namespace corootctl::bundle {

struct BundleRequest {
  std::vector<fleet::ClusterRef> clusters{};
  std::optional<fleet::ClusterRef> hub{};  ///< one of the clusters, whose Coroot is asked about its members
  hub::Login login{};                      ///< for the hub's Coroot
  CollectOptions options{};
  std::chrono::milliseconds timeout = std::chrono::minutes(3);  ///< for all of it
  std::size_t width = 8;
  std::string tool{};     ///< "corootctl 0.1.0"
  std::string command{};  ///< as typed, without secrets
};

struct Gap {
  std::string context{};
  std::string what{};
};

struct Bundle {
  std::string bytes{};
  std::size_t files = 0;
  std::size_t secrets = 0;  ///< values that were looked for in every file
  std::vector<Gap> gaps{};
};

inline constexpr std::string_view bundle_schema = "corootctl.bundle/v1";

/// All clusters side by side until the time is over; beside their objects the facts that checks judge (facts.json).
/// What could not be read is a gap, in manifest.json and in the report; only a stop and an archive that cannot be made
/// are errors. Every file, the log of the run among them, is scrubbed of every secret that was met anywhere in the run.
Result<Bundle> make_bundle(const BundleRequest& request, const fleet::Surroundings& around, std::stop_token stop);

struct InspectedCluster {
  std::string context{}, version{};
  std::vector<std::string> coroots{};                          ///< "coroot/coroot"
  std::vector<std::pair<std::string, std::string>> unready{};  ///< component and reason
  std::size_t files = 0;
};

struct Inspected {
  std::string created{}, tool{}, command{};
  std::vector<InspectedCluster> clusters{};
  std::vector<Gap> gaps{};
  std::vector<std::pair<std::string, std::size_t>> files{};  ///< path and size
  std::optional<checks::Facts> facts{};                      ///< nullopt = the bundle is older than this
};

/// Errors: config, for what is no bundle of this kind or unpacks to more than is reasonable.
Result<Inspected> inspect(std::string_view bytes);

}  // namespace corootctl::bundle
