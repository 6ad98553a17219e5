/// The clusters a command works on: named by kubeconfig contexts, told apart by the UID of their kube-system namespace.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "kube/client.hpp"
#include "kube/kubeconfig.hpp"
#include "kube/session.hpp"

namespace corootctl::fleet {

/// A context that was selected.
struct ClusterRef {
  std::string context{};
  kube::ConnectionSpec connection{};
};

/// Selects contexts by exact name or glob, in the order given (a glob's matches in name order), without repeats.
/// Errors: usage for a name or pattern that matches nothing (near matches in the hint), config for a bad entry.
Result<std::vector<ClusterRef>> select(const kube::Kubeconfig& config, const std::vector<std::string>& names,
                                       const kube::Overrides& overrides, const Environment& env);

/// The identity of a cluster: the UID of its kube-system namespace.
Result<std::string> cluster_uid(const kube::Reader& reader, const kube::Within& within);

/// Opens sessions. `commands that write` get a Client, the others a Reader over a read-only session.
class Connector {
 public:
  virtual ~Connector() = default;
  virtual Result<kube::Client> connect(const ClusterRef& cluster, bool may_write) const = 0;
};

/// Sessions by kube::open_session.
std::unique_ptr<Connector> make_connector(kube::SessionOptions options);

/// How many clusters to work on at once when the user does not say: enough to hide latency, bounded by descriptors.
std::size_t default_width(std::size_t clusters);

}  // namespace corootctl::fleet
