#include "fleet/cluster.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <thread>

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

/// With the context: what is wrong about a flag (usage) does not name it, what is wrong about its entry (config) does.
Error naming(Error error, const std::string& context) {
  if (error.kind == ErrorKind::config) return error;
  return std::move(error).with(context);
}

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
                                       const kube::Overrides& overrides, const Environment& env) {
  const auto known = context_names(config);
  std::vector<ClusterRef> out;
  for (const auto& wanted : names) {
    const auto found = matches(known, wanted);
    if (found.empty()) {
      const auto what = is_pattern(wanted) ? "no context matches" : "there is no context";
      return fail_with_hint(ErrorKind::usage, hint_for(known, wanted), "{} '{}'", what, wanted);
    }
    for (const auto& name : found) {
      if (std::any_of(out.begin(), out.end(), [&](const auto& ref) { return ref.context == name; })) continue;
      auto one = overrides;
      one.context = name;
      auto connection = kube::resolve_connection(config, one, env);
      if (!connection) return tl::unexpected<Error>(naming(std::move(connection.error()), "context " + name));
      out.push_back({name, std::move(*connection)});
    }
  }
  return out;
}

Result<std::string> cluster_uid(const kube::Reader& reader, const Within& within) {
  const kube::ObjectRef ref{kube::resources::namespaces(), "", "kube-system"};
  CTL_PASS(const auto object, reader.get(ref, within));
  auto uid = object.at({"metadata", "uid"}).as_string();
  if (uid.empty()) return fail(ErrorKind::failed, "{} has no UID: is this a Kubernetes cluster?", ref.describe());
  return uid;
}

Result<kube::Reader> Connector::reader_for(const ClusterRef& cluster) const {
  CTL_PASS(auto session, open(cluster));
  return kube::Reader(std::move(session));
}

Result<kube::Client> Connector::client_for(const ClusterRef& cluster, bool dry) const {
  CTL_PASS(auto session, open(cluster));
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
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  std::size_t bound = std::min(most, per_core * cores);
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur != RLIM_INFINITY) {
    const std::size_t available = files.rlim_cur > reserved ? files.rlim_cur - reserved : 0;
    bound = std::min(bound, available / per_cluster);
  }
  return std::max<std::size_t>(1, std::min(clusters, bound));
}

}  // namespace corootctl::fleet
