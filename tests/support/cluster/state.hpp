/// The whole state of one simulated cluster as data, and the parts that work on it: admission, writes, reads,
/// controllers. Nothing here locks or talks to a network; SimCluster does.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "support/cluster/fields.hpp"
#include "support/cluster/objects.hpp"
#include "support/net/http_server.hpp"

namespace corootctl::support {

struct SimSettings {
  std::string name = "sim";           ///< also the seed of every UID
  std::string version = "v1.34.4";    ///< /version's gitVersion
  std::string node_ip = "10.0.0.11";  ///< InternalIP of the one node
  std::string load_balancer_ip{};     ///< given to LoadBalancer services; empty = they stay pending
  bool aggregated_discovery = true;
};

/// A verb on a plural that is forbidden; "*" = any.
struct SimDenial {
  std::string verb{}, plural{};
  bool only_over_all_namespaces = false;
};

/// What is wrong with the cluster. Everything is off by default.
/// What stands in for one answer to a GET of a path that ends so.
struct SimTrouble {
  std::string path_end{}, user_agent{};
  int status = 500;
  std::string body{};
};

/// How the one container of every Job's pod ends.
struct SimJobEnd {
  int exit_code = 0;
  std::string reason = "Completed", message{};
};

struct SimFaults {
  std::string jobs_refused{};                       ///< why a policy lets no pod of a Job in; "" = it does
  std::optional<SimJobEnd> jobs_end{};              ///< nullopt = no kubelet takes their pods: they stay pending
  std::vector<SimTrouble> troubles{};               ///< each once, from the front
  bool refuse_privileged = false;                   ///< as a server with --allow-privileged=false
  std::vector<SimDenial> denied{};                  ///< 403, and "not allowed" in access reviews
  std::map<std::string, std::string> stuck_pods{};  ///< workload name to the waiting reason of its pods
  /// Taken from the front, one for each write that carries a resourceVersion (dry runs, too): true = it is answered as
  /// if the object had moved since it was read.
  std::vector<bool> stale{};
  /// What Pod Security enforces in namespaces that say nothing: "baseline" or "restricted"; "" = nothing.
  std::string pod_security{};
  std::chrono::seconds clock_ahead{0};  ///< of the server's Date, compared with this machine
  int unserved = 0;  ///< so many writes to kinds of definitions are answered as by a server that does not know them yet
};

struct SimState {
  explicit SimState(SimSettings with);
  SimSettings settings;
  SimFaults faults{};
  ObjectStore store;
  /// What each container of a pod read when it started, by the pod's UID: variables that come from Secrets, and files
  /// of ConfigMaps by their names. It is not read again.
  std::map<std::string, std::map<std::string, std::string>> started{};
  std::string now{};  ///< RFC 3339, set by the server before each request
  /// Built-in kinds and those of stored definitions.
  std::vector<SimKind> kinds() const;
  std::optional<SimKind> find_kind(const std::string& group, const std::string& version,
                                   const std::string& plural) const;
};

/// What a request is about.
struct SimTarget {
  SimKind kind{};
  std::string namespace_name{}, name{}, subresource{}, rest{};  ///< rest = what follows .../proxy/
  ObjectKey key() const { return {kind.group, kind.plural, namespace_name, name}; }
};

/// Options of a write, from the query.
struct SimWrite {
  bool dry_run = false;
  bool strict = false;
  bool force = false;
  std::string manager{};
};

/// Defaults and checks of an object that is about to be stored. nullopt = fine.
std::optional<SimAnswer> admit(const SimState& state, const SimTarget& target, const document::Value* before,
                               document::Value& object, bool strict);

SimAnswer create_object(SimState& state, const SimTarget& target, document::Value object, const SimWrite& write);
SimAnswer replace_object(SimState& state, const SimTarget& target, document::Value object, const SimWrite& write);
SimAnswer apply_object(SimState& state, const SimTarget& target, const document::Value& config, const SimWrite& write);
SimAnswer merge_object(SimState& state, const SimTarget& target, const document::Value& patch, const SimWrite& write);
SimAnswer delete_object(SimState& state, const SimTarget& target, const document::Value& options,
                        const SimWrite& write);

SimAnswer get_object(const SimState& state, const SimTarget& target);
SimAnswer list_objects(const SimState& state, const SimTarget& target, const ServedRequest& request);
SimAnswer review_access(const SimState& state, const document::Value& review);
bool is_denied(const SimState& state, const std::string& verb, const std::string& plural,
               bool over_all_namespaces = false);
/// /api, /apis and what lies below them without naming a resource; nullopt when it is no discovery path.
std::optional<ServedResponse> discover_resources(const SimState& state, const ServedRequest& request);

/// The part of it that is about Jobs.
void settle_jobs(SimState& state);

/// What controllers and kubelets would do, done at once: pods, rollouts, volumes, definitions, namespaces.
void settle(SimState& state);

/// Answers one authenticated request, the service proxy excepted.
ServedResponse answer_request(SimState& state, const ServedRequest& request);
/// The target of a resource path; nullopt when the path names none.
std::optional<SimTarget> parse_target(const SimState& state, const std::string& path);
ServedResponse to_response(const SimAnswer& answer);

}  // namespace corootctl::support
