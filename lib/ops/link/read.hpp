/// link-clusters, reading half: what each member and the hub have now. Nothing is written here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/secret_string.hpp"
#include "ops/link/link.hpp"

namespace corootctl::ops {

struct ReadMember {
  LinkMember asked{};
  std::string uid{};
  std::string url{};
  std::string metric_resolution{};
  SecretString key{};
};

struct ReadHub {
  std::optional<kube::Client> client{};
  std::string uid{};
  std::optional<deploy::Installation> installation{};  ///< of the hub's namespace
  std::optional<document::Value> secret{};
};

/// Errors: not_found or no_data with the command that helps, e.g. when the operator has not made the key yet.
Result<ReadMember> read_member(const LinkMember& member, const LinkRequest& request, const fleet::Surroundings& around,
                               const kube::Within& within);
Result<ReadHub> read_hub(const LinkRequest& request, const fleet::Surroundings& around, const kube::Within& within);
/// Reads what another writer may have changed: the resource and the Secret.
Result<> refresh(ReadHub& hub, const LinkRequest& request, const kube::Within& within);

}  // namespace corootctl::ops
