/// What the members and the hub have for one another: keys, URLs, the hub's projects. Nothing is written here.
#pragma once

#include <optional>
#include <stop_token>
#include <vector>

#include "converge/request.hpp"
#include "fleet/cluster.hpp"
#include "ops/link/read.hpp"

namespace corootctl::converge {

/// One member of the file.
struct SeenMember {
  std::optional<ops::ReadMember> read{};        ///< of a remote member that has its key
  std::optional<document::Value> key_secret{};  ///< of an agents member, as it is
  std::optional<Error> missing{};               ///< it is not installed yet, or has no key yet
  std::optional<Error> error{};                 ///< it could not be read
};

struct Look {
  std::optional<ops::ReadHub> hub{};
  std::optional<document::Value> agents_secret{};  ///< of the hub: the keys that its operator made for agents members
  std::optional<Error> hub_error{};
  std::vector<SeenMember> members{};  ///< in the file's order; a member that was not chosen is empty
};

/// Room for all members and nothing seen yet.
Look nothing_seen(const Request& request);
void look_at_hub(const Request& request, const fleet::Connector& connector, const std::stop_token& stop, Look& out);
/// Fills the member's own place only, so that several may look at once.
void look_at_member(const Request& request, const fleet::Connector& connector, std::size_t index,
                    const std::stop_token& stop, Look& out);

/// The key that the hub's operator made for this agents member; empty = none yet.
SecretString agents_key(const std::optional<document::Value>& agents_secret, const fleetfile::Cluster& member);

ops::LinkMember link_member(const Request& request, std::size_t index);

}  // namespace corootctl::converge
