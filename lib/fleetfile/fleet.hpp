/// What a fleet file (kind Fleet) says, defaults filled in: the clusters, what each shall run, and how they are joined.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "deploy/operator_source.hpp"
#include "deploy/settings.hpp"
#include "document/value.hpp"

namespace corootctl::fleetfile {

/// How a member's data reach the hub.
enum class Topology {
  remote,  ///< a Coroot of its own, which the hub reads (remoteCoroot)
  agents,  ///< agents only, which push to the hub
};

enum class Safety {
  normal,
  readonly,  ///< every write is refused before connecting
};

std::string_view name_of(Topology topology);
std::string_view name_of(Safety safety);

using Labels = std::map<std::string, std::string>;

/// The hub or a member. What `defaults`, `byLabel` and its own block say is joined: the more special wins field by
/// field, the documents of `settings.values` are laid over one another in that order.
struct Cluster {
  std::string name{};        ///< unique among hub and members
  std::string context{};     ///< of the kubeconfig; `name` when the file says none
  std::string kubeconfig{};  ///< path; "" = the one that flags and KUBECONFIG say
  std::string project{};     ///< in the member and on the hub; `name` when the file says none; "" = a hub without one
  /// Of a remote member: as the hub reaches its Coroot; "" = from its Service. Of the hub: as agents reach it.
  std::string url{};
  Labels labels{};
  Topology topology = Topology::remote;
  Safety safety = Safety::normal;
  std::string metric_resolution{};  ///< of a remote member; "" = its own refresh interval
  bool tls_skip_verify = false;     ///< of a remote member: by the hub; of an agents member: of the hub by its agents
  deploy::ResourceSettings settings{};
  deploy::OperatorSource operator_source{};
  bool brings_operator = true;            ///< false = GitOps or another release brings it
  document::Position position{};          ///< in the file
  std::string namespace_name = "coroot";  ///< the fleet's
};

/// A project over several others.
struct Aggregate {
  std::string name{};
  std::vector<std::string> projects{};  ///< in the order of the members, the hub's own last
};

struct Fleet {
  std::string name{};  ///< "" = none
  std::string namespace_name = "coroot";
  std::string secret = "remote-coroot-clusters";  ///< of the hub, with the members' keys
  Cluster hub{};
  std::vector<Cluster> members{};
  std::vector<Aggregate> aggregates{};
};

}  // namespace corootctl::fleetfile
