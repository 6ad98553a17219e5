/// link-clusters, reading half: what each member and the hub have now. Nothing is written here.
#pragma once

#include <optional>
#include <string>

#include "base/secret_string.hpp"
#include "coroot/resource.hpp"
#include "deploy/components.hpp"
#include "fleet/cluster.hpp"

namespace corootctl::ops {

struct LinkMember {
  std::string project{};  ///< the project's name in the member and on the hub
  fleet::ClusterRef cluster{};
  std::string url{};                ///< "" = found from the member's Service
  std::string metric_resolution{};  ///< "" = as the link's settings say
  bool tls_skip_verify = false;     ///< also when the link's settings do not say so
};

struct ReadMember {
  LinkMember asked{};
  std::string uid{};
  std::string url{};
  std::string metric_resolution{};  ///< as read the member's own refresh interval
  SecretString key{};
};

/// Where on the hub the link is written.
struct HubPlace {
  std::string namespace_name{};
  std::string secret{};  ///< name of the Secret with the members' keys
};

struct ReadHub {
  std::optional<kube::Client> client{};
  std::string uid{};
  std::optional<deploy::Installation> installation{};  ///< of the hub's namespace
  std::optional<document::Value> secret{};
};

/// The member's Coroot that has the project with keys of its own; several resources in one cluster are possible
/// (operator 6). Errors: not_found, with the projects that are there.
Result<deploy::Installation> installation_of(const kube::Reader& reader, const LinkMember& member,
                                             const Within& within);

/// The key made for other Coroots: by its name, else by a description that says so.
std::optional<coroot::KeyRef> multi_cluster_key_of(const document::Value& project, const std::string& name);

/// `multi_cluster_key`: name of the key that is made for other Coroots. Errors: not_found or no_data with the command
/// that helps, e.g. when the operator has not made the key yet.
Result<ReadMember> read_member(const fleet::Connector& connector, const LinkMember& member,
                               const std::string& multi_cluster_key, Within within);
Result<ReadHub> read_hub(const fleet::Connector& connector, const fleet::ClusterRef& hub, bool may_write,
                         const HubPlace& place, Within within);
/// Reads what another writer may have changed: the resource and the Secret.
Result<> refresh(ReadHub& hub, const HubPlace& place, const Within& within);

}  // namespace corootctl::ops
