/// The clusters a command works on: named by kubeconfig contexts, told apart by the UID of their kube-system namespace.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/text.hpp"
#include "kube/config/kubeconfig.hpp"
#include "kube/objects/client.hpp"
#include "kube/session/session.hpp"

namespace corootctl::fleet {

/// A context that was selected.
struct ClusterRef {
  std::string context{};
  kube::ConnectionSpec connection{};
  std::optional<Error> problem{};  ///< why its entry cannot be used (config); every attempt to connect ends with it
};

/// The name of the pod's own cluster, where no context has it.
inline constexpr std::string_view pod_context = "in-cluster";

/// Selects contexts by exact name or glob, in the order given (a glob's matches in name order), without repeats. "" is
/// what the flags and the surroundings say without a context, and `pod_context` the pod's own cluster. A bad entry
/// costs its own cluster only: see `problem`. Errors: usage for a name or pattern that matches nothing (near matches in
/// the hint), config when "" leads nowhere.
Result<std::vector<ClusterRef>> select(const kube::Kubeconfig& config, const std::vector<std::string>& names,
                                       const kube::Overrides& overrides, const Environment& env,
                                       std::string_view service_account = kube::service_account_directory);

/// For verbs that write: all problems in one error. Errors: config.
Result<> check_entries(const std::vector<ClusterRef>& clusters);

/// The identity of a cluster: the UID of its kube-system namespace. Errors: unauthorized, with the right that is needed
/// for writing to several.
Result<std::string> cluster_uid(const kube::Reader& reader, const Within& within);

/// One line for each cluster that has several names among these, in their order; "" as UID = not known. Commands that
/// only read say it, those that write refuse it. `Known` has a `context` and a `uid`.
template <class Known>
std::vector<std::string> twin_notes(const std::vector<Known>& clusters) {
  std::map<std::string, std::vector<std::string>> names;
  for (const auto& cluster : clusters) names[cluster.uid].push_back(cluster.context);
  std::vector<std::string> out;
  for (const auto& cluster : clusters) {
    const auto& same = names[cluster.uid];
    if (cluster.uid.empty() || same.size() < 2 || same.front() != cluster.context) continue;
    out.push_back(fmt::format("{} are one cluster (kube-system UID {})", join(same, ", "), cluster.uid));
  }
  return out;
}

/// Opens connections. Only verbs that write ask for a Client (tests/architecture holds them to it).
class Connector {
 public:
  virtual ~Connector() = default;
  /// Logs in first. What that waited for its turn on this machine is added to `within`: it is not the cluster's time.
  Result<kube::Reader> reader_for(const ClusterRef& cluster, Within& within) const;
  /// `dry` = only dry runs of the server can be written.
  Result<kube::Client> client_for(const ClusterRef& cluster, bool dry, Within& within) const;

 protected:
  /// For a connector around another one.
  static Result<std::shared_ptr<kube::Session>> open_by(const Connector& other, const ClusterRef& cluster) {
    return other.open(cluster);
  }

 private:
  Result<std::shared_ptr<kube::Session>> log_in(const ClusterRef& cluster, Within& within) const;
  virtual Result<std::shared_ptr<kube::Session>> open(const ClusterRef& cluster) const = 0;
};

/// Sessions by kube::open_session.
std::unique_ptr<Connector> make_connector(kube::SessionOptions options);

/// How many clusters to work on at once when the user does not say: enough to hide latency, bounded by descriptors.
std::size_t default_width(std::size_t clusters);

}  // namespace corootctl::fleet
