/// link-clusters, thinking half: pure functions from what was read to what shall be written.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "deploy/plan.hpp"
#include "deploy/settings.hpp"
#include "ops/link/read.hpp"

namespace corootctl::ops {

/// What the hub shall say.
struct LinkSettings {
  HubPlace place{"coroot", "remote-coroot-clusters"};  ///< a member's namespace is where its Coroot resource is
  std::string hub_project{};        ///< "" = the hub's own project, or none when it has no resource yet
  std::string aggregate{};          ///< name of the aggregated project
  std::string metric_resolution{};  ///< "" = the member's refresh interval
  bool tls_skip_verify = false;
  deploy::ResourceSettings resource{};  ///< for a hub that has the operator only
};

/// Everything that can be wrong with the set as a whole: names used twice, one cluster under two names, one key in two
/// members. Errors: usage or invalid, naming both sides.
Result<> check_link(const std::string& hub_context, const std::string& hub_uid, const std::vector<ReadMember>& members);

/// What the flags alone show to be wrong, before any cluster is asked.
Result<> check_link_flags(const LinkSettings& settings, const std::string& hub_context,
                          const std::vector<LinkMember>& members);

/// The hub's Secret with the members' keys added; keys that we put there before are sent again, foreign ones stay with
/// their owner (objects 8, 9). An annotation keeps for whose keys a value was last changed: a run that is ended before
/// the restart leaves it to the next one.
document::Value plan_secret(const HubPlace& place, const std::vector<ReadMember>& members,
                            const std::optional<document::Value>& live);

/// Names of the entries of the hub's Secret that we put there.
std::vector<std::string> own_keys(const ReadHub& hub);

/// Whether this remote project's key is one of `own`, our entries of the Secret of that name.
bool has_own_key(const document::Value& project, const std::string& secret, const std::vector<std::string>& own);

/// The hub's Secret without these of our entries. To be applied when no resource and no server names them any more: a
/// hub whose key is missing does not start (operator 17). What others own as well stays (objects 8).
document::Value secret_without(const HubPlace& place, const std::vector<std::string>& keys,
                               const std::optional<document::Value>& live);

/// Whether the last value that was changed in the hub's Secret is one of these members' keys, as they are now.
bool has_changed_keys(const document::Value& secret, const std::vector<ReadMember>& members);

/// Whether this member's key, as it is now, was among those when a value was last changed.
bool was_changed_last(const document::Value& secret, const ReadMember& member);

/// The hub's resource: all that we own of it, with the members' entries and the aggregate added or updated in place;
/// foreign entries and their order stay. A hub without a resource gets one from templates/hub.yaml.
/// Errors: invalid when a name is taken by a project of another kind.
Result<document::Value> plan_resource(const LinkSettings& settings, const std::vector<ReadMember>& members,
                                      const std::optional<document::Value>& live);

/// The resource is tried before anything is written, and the Secret is the first write: whichever of the two the server
/// refuses, nothing was written. The Secret comes first because a hub whose resource names a missing key crashes in a
/// loop (operator 17). The last step is the resource's.
Result<deploy::Plan> plan_link(const LinkSettings& settings, const std::string& hub_context,
                               const std::vector<ReadMember>& members, const ReadHub& hub);

/// The server reads keys at its start only (operator 18): a changed value needs a new pod. The annotation
/// carries what the pod was restarted for, so that a second run does nothing.
deploy::Step plan_restart(const std::string& hub_context, const kube::ObjectRef& server,
                          const std::vector<ReadMember>& members);

/// Whether the server's StatefulSet, as it is, was restarted for all of these members' keys.
bool is_restarted_for(const document::Value& server, const std::vector<ReadMember>& members);

/// created, changed or unchanged: the hub's entry of this member's project, and its key in the hub's Secret.
std::string entry_outcome(const ReadHub& before, const document::Value& planned, const std::string& project);
std::string key_outcome(const ReadHub& before, const ReadMember& member);

}  // namespace corootctl::ops
