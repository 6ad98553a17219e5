#include "fleet/cluster.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <set>

#include "base/cores.hpp"
#include "base/text.hpp"

namespace corootctl::fleet {
namespace {

std::vector<std::string> context_names(const kube::Kubeconfig& config) {
  std::vector<std::string> out;
  for (const auto& [name, entry] : config.contexts) out.push_back(name);
  return out;
}

bool is_pattern(std::string_view name) { return name.find_first_of("*?[") != std::string_view::npos; }

/// An exact name wins over its own meaning as a pattern.
std::vector<std::string> matches(const std::vector<std::string>& known, const std::string& wanted) {
  if (std::find(known.begin(), known.end(), wanted) != known.end()) return {wanted};
  std::vector<std::string> out;
  if (!is_pattern(wanted)) return out;
  for (const auto& name : known) {
    if (glob_match(wanted, name)) out.push_back(name);
  }
  return out;
}

std::string hint_for(const std::vector<std::string>& known, const std::string& wanted) {
  if (known.empty()) return "The kubeconfig has no contexts: check --kubeconfig and KUBECONFIG.";
  if (const auto near = closest(wanted, known)) return fmt::format("Did you mean {}?", *near);
  return fmt::format("The kubeconfig has: {}.", join_first(known, 10));
}

/// What a context's name is resolved with.
struct Choice {
  const kube::Kubeconfig& config;
  const kube::Overrides& overrides;
  const Environment& env;
  std::string_view service_account;

  bool is_pod() const { return kube::resolve_connection({}, {}, env, service_account).has_value(); }

  /// What the flags and the surroundings say without a context: named after what they lead to.
  Result<ClusterRef> resolve_own(const kube::Kubeconfig& from) const {
    CTL_PASS(auto connection, kube::resolve_connection(from, overrides, env, service_account));
    auto name = connection.in_cluster ? std::string(pod_context) : connection.cluster.server;
    return ClusterRef{std::move(name), std::move(connection), {}};
  }

  Result<ClusterRef> resolve(const std::string& name) const {
    if (name.empty()) return resolve_own(config);
    const auto entry = config.contexts.find(name);
    if (entry == config.contexts.end()) return resolve_own({});
    auto one = overrides;
    one.context = name;
    auto connection = kube::resolve_connection(config, one, env, service_account);
    if (connection) return ClusterRef{name, std::move(*connection), {}};
    // What is wrong about a flag concerns the command and does not name the context; a bad entry costs itself only.
    if (connection.error().kind != ErrorKind::config)
      return tl::unexpected(std::move(connection.error()).with("context " + name));
    ClusterRef bad{name, {}, std::move(connection.error())};
    bad.connection.cluster_name = entry->second.cluster;
    return bad;
  }
};

class SessionConnector final : public Connector {
 public:
  explicit SessionConnector(kube::SessionOptions options) : options_(std::move(options)) {}

 private:
  Result<std::shared_ptr<kube::Session>> open(const ClusterRef& cluster) const override {
    CTL_PASS(auto session, kube::open_session(cluster.connection, options_));
    return std::shared_ptr<kube::Session>(std::move(session));
  }

  const kube::SessionOptions options_;
};

}  // namespace

Result<std::vector<ClusterRef>> select(const kube::Kubeconfig& config, const std::vector<std::string>& names,
                                       const kube::Overrides& overrides, const Environment& env,
                                       std::string_view service_account) {
  const Choice choice{config, overrides, env, service_account};
  const auto known = context_names(config);
  std::set<std::string, std::less<>> seen;
  std::vector<ClusterRef> out;
  for (const auto& wanted : names) {
    const bool is_own = wanted.empty() || (wanted == pod_context && choice.is_pod());
    const auto found = is_own && !config.contexts.contains(wanted) ? std::vector{wanted} : matches(known, wanted);
    if (found.empty()) {
      const auto what = is_pattern(wanted) ? "no context matches" : "there is no context";
      return fail_with_hint(ErrorKind::usage, hint_for(known, wanted), "{} '{}'", what, wanted);
    }
    for (const auto& name : found) {
      if (!seen.insert(name).second) continue;
      CTL_PASS(auto ref, choice.resolve(name));
      out.push_back(std::move(ref));
    }
  }
  return out;
}

Result<> check_entries(const std::vector<ClusterRef>& clusters) {
  std::vector<Error> problems;
  for (const auto& cluster : clusters) {
    if (cluster.problem) problems.push_back(*cluster.problem);
  }
  if (problems.empty()) return {};
  if (problems.size() == 1) return tl::unexpected(std::move(problems.front()));
  std::string text;
  for (const auto& problem : problems) text += "\n- " + join(split(describe(problem), '\n'), "\n  ");
  return fail_with_hint(ErrorKind::config, "Nothing was done. Mend these contexts, or leave them out.",
                        "{} of the {} contexts cannot be used{}", problems.size(), clusters.size(), text);
}

Result<std::string> cluster_uid(const kube::Reader& reader, const Within& within) {
  const kube::ObjectRef ref{kube::resources::namespaces(), "", "kube-system"};
  auto object = reader.get(ref, within);
  if (!object && object.error().kind == ErrorKind::unauthorized) {
    object.error().hint =
        "Several clusters are written to only when each is known by this UID: ask for the right to get the Namespace "
        "kube-system there.";
  }
  if (!object) return tl::unexpected<Error>(std::move(object.error()));
  auto uid = object->at({"metadata", "uid"}).as_string();
  if (uid.empty()) return fail(ErrorKind::failed, "{} has no UID: is this a Kubernetes cluster?", ref.describe());
  return uid;
}

Result<std::shared_ptr<kube::Session>> Connector::log_in(const ClusterRef& cluster, Within& within) const {
  if (cluster.problem) return tl::unexpected(*cluster.problem);
  CTL_PASS(auto session, open(cluster));
  CTL_PASS(const auto waited, session->log_in(within));
  within.deadline = within.deadline.later_by(waited);
  return session;
}

Result<kube::Reader> Connector::reader_for(const ClusterRef& cluster, Within& within) const {
  CTL_PASS(auto session, log_in(cluster, within));
  return kube::Reader(std::move(session));
}

Result<kube::Client> Connector::client_for(const ClusterRef& cluster, bool dry, Within& within) const {
  CTL_PASS(auto session, log_in(cluster, within));
  return kube::Client(dry ? kube::dry_only(std::move(session)) : std::move(session));
}

std::unique_ptr<Connector> make_connector(kube::SessionOptions options) {
  return std::make_unique<SessionConnector>(std::move(options));
}

std::size_t default_width(std::size_t clusters) {
  constexpr std::size_t per_core = 64;    // they wait for the network; what a core does is TLS, about 2 ms a cluster
  constexpr std::size_t most = 128;       // more threads than that only add memory
  constexpr std::size_t per_cluster = 8;  // descriptors of one session under way: sockets, wake-up pipes, a plugin
  constexpr std::size_t reserved = 64;    // for everything else
  rlimit files{};
  std::size_t bound = std::min(most, per_core * cores());
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur != RLIM_INFINITY) {
    const std::size_t available = files.rlim_cur > reserved ? files.rlim_cur - reserved : 0;
    bound = std::min(bound, available / per_cluster);
  }
  return std::max<std::size_t>(1, std::min(clusters, bound));
}

}  // namespace corootctl::fleet
