/// What checks judge: the state of clusters, hub and links as plain data, without any key. It has a JSON form
/// (checks/facts_json.hpp), so that the same checks run on facts that were recorded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace corootctl::checks {

/// A part that could not be read, and why: such a part is never judged.
struct Gap {
  std::string part{};  ///< a name of namespace parts
  std::string why{};
};

namespace parts {
inline constexpr std::string_view nodes = "nodes";
inline constexpr std::string_view storage_classes = "storage classes";
inline constexpr std::string_view quotas = "quotas";
inline constexpr std::string_view rights = "rights";
inline constexpr std::string_view space = "namespace";
inline constexpr std::string_view uid = "uid";
inline constexpr std::string_view clock = "clock";
inline constexpr std::string_view definition = "definition";
inline constexpr std::string_view operators = "operators";
inline constexpr std::string_view installations = "installations";
inline constexpr std::string_view components = "components";
inline constexpr std::string_view progress = "progress";
inline constexpr std::string_view keys = "keys";
inline constexpr std::string_view services = "services";
inline constexpr std::string_view data = "data";
inline constexpr std::string_view ids = "project ids";
}  // namespace parts

/// Why a cluster or a hub could not be read at all.
struct Failure {
  std::string kind{};  ///< name_of(ErrorKind)
  std::string what{};
  std::string hint{};
};

struct Node {
  std::string name{}, kubelet{}, kernel{}, os{};
  bool ready = false;
  std::vector<std::string> addresses{};
};

/// One right that a verb needs.
struct Right {
  std::string purpose{};  ///< as `rbac` is asked for it: "install --operator-by helm", "link-clusters --in hub"
  std::string verb{}, resource{}, group{}, namespace_name{};
  bool allowed = true;
  std::string name{};  ///< of the object; "" = any
  std::string when{};  ///< needed only then; "" = always
};

struct Quota {
  std::string name{}, resource{};
  std::string hard{}, used{};  ///< quantities: "10", "150Gi"
};

struct Namespace {
  std::string name{};
  bool exists = false;
  std::string level{};    ///< of Pod Security that it enforces; "" = it says nothing
  std::string refusal{};  ///< why the node agents' pods would not be let in; "" = they would
  std::string hint{};
};

/// The CustomResourceDefinition of Coroot.
struct Definition {
  bool exists = false;
  bool established = false;
  bool knows_remote = false;     ///< spec.projects[].remoteCoroot
  bool knows_aggregate = false;  ///< spec.projects[].memberProjects
};

struct Operator {
  std::string namespace_name{}, object{}, release{}, image{}, chart{};
  std::string trouble{};  ///< why what is written has no effect: scaled to 0, being deleted; "" = it works
  std::string hint{};
};

/// A part of a Coroot as it really runs (deploy/components.hpp).
struct Component {
  std::string name{}, object{}, image{}, reason{}, hint{};
  bool found = false, ready = false, failed = false, stopped = false, unseen = false;
  std::int64_t pods_ready = 0, pods_wanted = 0;
};

/// An API key, by its place: never the key itself.
struct Key {
  std::string place{};        ///< "Secret coroot/coroot, key agent-api-key", "spec.projects[0].apiKeys[0].key"
  std::string state{};        ///< present, empty, missing, unread
  std::string fingerprint{};  ///< of a key that is present
};

struct Project {
  std::string name{};
  std::string kind{};   ///< agents, remote, aggregate, empty
  std::string place{};  ///< "spec.projects[0]"
  std::vector<Key> keys{};
  std::string url{}, metric_resolution{};
  bool tls_skip_verify = false;
  std::vector<std::string> members{};
  bool has_overrides = false;  ///< inspectionOverrides
};

/// A machine that logs in at Coroot's API by a key (links 5, 7).
struct Account {
  std::string name{};
  std::vector<Key> keys{};
};

/// Something the server or the operator reads otherwise than it is written.
struct Misread {
  std::string project{}, what{}, hint{};
};

struct Installation {
  std::string namespace_name{}, name{};
  bool agents_only = false;
  std::string status{};  ///< the operator's word, not believed
  std::vector<std::string> errors{};
  std::vector<std::string> error_fields{};  ///< of each error: the field of the resource it is about, "" = not known
  std::vector<Project> projects{};
  std::vector<Account> accounts{};
  std::optional<Key> agents_key{};  ///< what its agents send; nullopt = the resource names none
  std::string refresh_interval{};
  std::vector<Component> components{};
  std::vector<Misread> misread{};
  std::string unwritten{};  ///< what the operator has still to write
};

/// The API server's own Date, compared with this machine's clock.
struct ClockReading {
  std::int64_t ahead_ms = 0;
  std::int64_t uncertain_ms = 0;
};

struct Cluster {
  std::string context{};
  std::optional<Failure> failure{};  ///< nothing below was read then
  std::string uid{}, version{};
  std::optional<ClockReading> clock{};
  std::vector<Node> nodes{};
  std::vector<std::string> storage_classes{};  ///< the default ones
  std::vector<Quota> quotas{};                 ///< of the namespace
  std::vector<Right> rights{};
  Namespace space{};
  Definition definition{};
  std::vector<Operator> operators{};
  std::vector<Installation> installations{};
  std::vector<std::string> being_deleted{};
  std::vector<std::string> service_ranges{};  ///< "10.96.0.0/12"; where the cluster does not say: the first address
  bool runs_flux = false;
  std::vector<Gap> gaps{};
};

/// What answers at a member's address, as seen from `from`.
struct Address {
  std::string project{}, url{};
  std::string from{};     ///< "this machine", "inside the hub"
  std::string outcome{};  ///< ok, unreachable, tls, redirect, web-page, other, unprobed
  std::string detail{};
  std::optional<std::int64_t> expires_ms{};  ///< of the certificate
  bool inside = false;                       ///< seen from inside of the hub's cluster, which is what counts
};

/// A remote project as the hub sees it (hub/probe.hpp).
struct Member {
  std::string project{}, url{};
  std::string context{};  ///< of the cluster among those that were read; ""
  std::string state{}, detail{}, hint{};
  bool ok = false;
  std::optional<std::int64_t> last_data_ms{};
  std::int64_t agents = 0;
  std::string store{};  ///< ok, failed, unknown: its logs and traces, over the tunnel to its ClickHouse
  std::string store_detail{};
  std::optional<std::int64_t> port_series{};  ///< of kube_service_port; nullopt = not asked
};

struct Aggregate {
  std::string name{};
  std::vector<std::string> members{};
  std::string status{}, action{}, message{};
};

struct Hub {
  std::string context{}, namespace_name{}, name{};
  std::optional<Failure> failure{};  ///< its Coroot could not be asked
  std::string server_version{};      ///< of the image: "1.24.5"
  std::vector<Member> members{};
  std::vector<Aggregate> aggregates{};
  std::vector<std::string> projects{};    ///< that the server knows
  std::vector<std::string> open_by_id{};  ///< projects whose id the server takes for a key
  std::vector<Gap> gaps{};
};

/// The helm program of this machine.
struct Helm {
  std::string program{}, version{}, trouble{};
};

struct Facts {
  std::int64_t taken_at_ms = 0;
  std::string namespace_name{};  ///< where Coroot is to be, or is
  std::vector<Cluster> clusters{};
  std::optional<Hub> hub{};
  std::vector<Address> addresses{};
  std::optional<Helm> helm{};
};

}  // namespace corootctl::checks
