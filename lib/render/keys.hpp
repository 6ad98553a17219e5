/// The Secrets with keys that a cluster's Coroot resource names, and where each key comes from. Render knows names
/// only, and keys that it is given to write into files.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret_string.hpp"
#include "document/value.hpp"
#include "fleetfile/fleet.hpp"

namespace corootctl::render {

/// One entry of a Secret.
struct KeyEntry {
  std::string key{};           ///< in the Secret
  std::string from_context{};  ///< of a copy: the cluster, Secret and entry that it is copied from
  std::string from_secret{};
  std::string from_key{};
  std::string project{};        ///< whose key it is
  std::string_view property{};  ///< what it is for: agents_property or hub_property
  bool travels = false;         ///< needed in two clusters; of the others the operator makes what is missing
};

inline constexpr std::string_view agents_property = "agent-api-key";
inline constexpr std::string_view hub_property = "multi-cluster-api-key";

struct KeySecret {
  std::string name{};
  bool is_copy = false;  ///< of another cluster's keys; otherwise the operator makes what is missing (operator 15)
  std::vector<KeyEntry> entries{};
};

/// The Secrets of the hub, or of a member.
std::vector<KeySecret> key_secrets(const fleetfile::Fleet& fleet, const fleetfile::Cluster& cluster, bool is_hub);

/// (project, property) -> key, as people handed them to render.
using GivenKeys = std::map<std::pair<std::string, std::string>, SecretString>;

/// Where an outside store of keys is, for External Secrets.
struct KeyStore {
  std::string name = "coroot";     ///< of the ClusterSecretStore
  std::string prefix = "coroot/";  ///< before a project's name in the store
};

/// An ExternalSecret that brings the Secret's keys out of the store; `wave`: for Argo CD, before the resource that
/// needs them (gitops 17, 18).
document::Value external_secret(const KeySecret& secret, const std::string& namespace_name, const KeyStore& store,
                                bool wave);

/// A SealedSecret whose values are still to be sealed, for people to fill in (gitops 19).
document::Value sealed_secret(const KeySecret& secret, const std::string& namespace_name, bool wave);

/// The Secret itself, with those of its keys that are given; null when none is. Only for files that are asked for by
/// --emit-secrets.
document::Value key_secret(const KeySecret& secret, const std::string& namespace_name, const GivenKeys& keys,
                           bool wave);

}  // namespace corootctl::render
