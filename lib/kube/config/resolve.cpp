/// From a kubeconfig, flags and the pod's surroundings to one connection (docs/rules/kubeconfig.md).
#include <fmt/format.h>

#include "base/text.hpp"
#include "kube/config/in_cluster.hpp"
#include "kube/config/kubeconfig.hpp"
#include "kube/config/server_url.hpp"
#include "kube/config/validate.hpp"

namespace corootctl::kube {
namespace {

template <class Entry>
std::vector<std::string> names_of(const std::map<std::string, Entry, std::less<>>& entries) {
  std::vector<std::string> out;
  for (const auto& [name, entry] : entries) out.push_back(name);
  return out;
}

std::string near_or_all(std::string_view word, const std::vector<std::string>& names, const char* kind) {
  if (const auto near = closest(word, names)) return fmt::format("Did you mean {}?", *near);
  if (names.empty()) return fmt::format("There are no {}s.", kind);
  return fmt::format("The {}s are {}.", kind, join_first(names, 10));
}

/// 5.1 and 5.2: nothing says which cluster is meant.
tl::unexpected<Error> nothing_chosen(const Kubeconfig& config, const Environment& env, const PodAccount& pod) {
  if (!config.contexts.empty()) {
    return fail_with_hint(ErrorKind::config, "Give --context. " + near_or_all("", names_of(config.contexts), "context"),
                          "no current-context is set in {}", join(config.files, ", "));
  }
  std::vector<std::string> places;
  for (const auto& file : config.files) places.push_back(file + " has no context");
  for (const auto& file : config.missing_files) places.push_back(file + " does not exist");
  if (env.get_or_empty("KUBECONFIG").empty()) places.emplace_back("KUBECONFIG is not set");
  places.push_back("this is not a pod with a service account: " + pod.missing);
  return fail_with_hint(ErrorKind::config, "Give --kubeconfig FILE, or set KUBECONFIG.", "no cluster is configured: {}",
                        join(places, "; "));
}

Result<> choose_context(const Kubeconfig& config, const Overrides& flags, ConnectionSpec& spec) {
  const bool by_flag = !flags.context.empty();
  spec.context = by_flag ? flags.context : config.current_context;
  if (spec.context.empty()) return {};
  const auto found = config.contexts.find(spec.context);
  if (found != config.contexts.end()) {
    spec.cluster_name = found->second.cluster;
    spec.user_name = found->second.user;
    spec.namespace_name = found->second.namespace_name;
    spec.context_file = found->second.file;
    return {};
  }
  const auto hint = near_or_all(spec.context, names_of(config.contexts), "context");
  if (by_flag) return fail_with_hint(ErrorKind::usage, hint, "--context {}: there is no such context", spec.context);
  return fail_with_hint(ErrorKind::config, hint, "current-context {} (set in {}): there is no such context",
                        spec.context, config.current_context_file);
}

/// A name given by a flag must exist; one that a context gives may be missing only when `replaced` by other flags,
/// where kubectl would go to localhost or prompt (kubeconfig 31).
template <class Entry>
Result<> choose_entry(const std::map<std::string, Entry, std::less<>>& entries, const char* kind,
                      const std::string& flag, bool replaced, const ConnectionSpec& spec, std::string& name,
                      Entry& entry) {
  if (!flag.empty()) name = flag;
  if (name.empty() && spec.context.empty()) return {};
  if (const auto found = entries.find(name); found != entries.end()) {
    entry = found->second;  // an entry without a name belongs to contexts that name none
    return {};
  }
  if (name.empty()) return {};
  const auto hint = near_or_all(name, names_of(entries), kind);
  if (!flag.empty()) return fail_with_hint(ErrorKind::usage, hint, "--{} {}: there is no such {}", kind, flag, kind);
  if (replaced) return {};
  return fail_with_hint(ErrorKind::config, hint, "context {} (in {}) names the {} {}, which does not exist",
                        spec.context, spec.context_file, kind, name);
}

void override_cluster(const Overrides& flags, ClusterEntry& cluster) {
  if (!flags.server.empty()) {
    cluster.server = flags.server;
    cluster.tls_server_name.clear();  // it belonged to the other server (kubeconfig 35)
  }
  if (!flags.tls_server_name.empty()) cluster.tls_server_name = flags.tls_server_name;
  if (flags.insecure_skip_tls_verify || !flags.certificate_authority.empty()) {
    cluster.insecure_skip_tls_verify = flags.insecure_skip_tls_verify;
    cluster.certificate_authority = flags.certificate_authority;
    cluster.certificate_authority_data.clear();
  }
  if (flags.disable_compression) cluster.disable_compression = true;
}

void override_identity(const Overrides& flags, UserEntry& user) {
  if (!flags.as.empty()) user.as = flags.as;
  if (!flags.as_uid.empty()) user.as_uid = flags.as_uid;
  if (!flags.as_groups.empty()) user.as_groups = flags.as_groups;
  for (const auto& [key, values] : flags.as_user_extra) {
    auto known = user.as_user_extra.begin();
    while (known != user.as_user_extra.end() && known->first != key) ++known;
    if (known != user.as_user_extra.end()) {
      known->second = values;
    } else {
      user.as_user_extra.emplace_back(key, values);
    }
  }
}

void override_user(const Overrides& flags, UserEntry& user) {
  if (!flags.token.empty()) {
    user.token = flags.token;
    user.exec.reset();
    user.token_file.clear();  // kubectl would send the file's content instead of the flag (kubeconfig 37)
  }
  if (!flags.username.empty()) user.username = flags.username;
  if (!flags.password.empty()) user.password = flags.password;
  if (!flags.client_certificate.empty()) {
    user.client_certificate = flags.client_certificate;
    user.client_certificate_data.clear();
  }
  if (!flags.client_key.empty()) {
    user.client_key = flags.client_key;
    user.client_key_data = SecretString();
  }
  override_identity(flags, user);
}

/// kubectl's stand-in for "no configuration" (kubeconfig 58).
bool is_bare_default(const ConnectionSpec& spec) {
  const auto& cluster = spec.cluster;
  const auto& user = spec.user;
  return cluster.server == "http://localhost:8080" && cluster.certificate_authority.empty() &&
         cluster.certificate_authority_data.empty() && cluster.tls_server_name.empty() && cluster.proxy_url.empty() &&
         !cluster.insecure_skip_tls_verify && !cluster.disable_compression && user.token.empty() &&
         user.token_file.empty() && user.username.empty() && user.password.empty() && user.client_certificate.empty() &&
         user.client_certificate_data.empty() && user.as.empty() && !user.exec && user.auth_provider.empty();
}

void use_pod_account(const PodAccount& pod, bool keep_user, ConnectionSpec& spec) {
  spec.in_cluster = true;
  spec.context.clear();
  spec.context_file.clear();
  spec.cluster_name.clear();
  spec.cluster = ClusterEntry{};
  spec.cluster.server = pod.server;
  spec.cluster.certificate_authority = pod.ca_file;
  // `--user` still chooses another identity in the pod's own cluster; kubectl would leave it for localhost (kubeconfig
  // 61).
  if (keep_user) return;
  spec.user_name.clear();
  spec.user = UserEntry{};
  spec.user.token_file = pod.token_file;
}

Result<> choose_entries(const Kubeconfig& config, const Overrides& flags, ConnectionSpec& spec) {
  const bool other_server = !flags.server.empty();
  CTL_RUN(choose_entry(config.clusters, "cluster", flags.cluster, other_server, spec, spec.cluster_name, spec.cluster));
  const bool own_credential = !flags.token.empty() || !flags.username.empty() || !flags.client_certificate.empty();
  return choose_entry(config.users, "user", flags.user, own_credential, spec, spec.user_name, spec.user);
}

/// Where to connect when neither flag nor entry says it: the pod's own cluster, else KUBERNETES_MASTER (kubeconfig 31),
/// else nowhere; kubectl would try localhost:8080.
Result<> choose_fallback(const Kubeconfig& config, const Overrides& flags, const Environment& env,
                         const PodAccount& pod, ConnectionSpec& spec) {
  const bool unnamed = spec.context.empty() && spec.cluster_name.empty();
  if (pod.possible() && (unnamed || (flags.server.empty() && is_bare_default(spec)))) {
    use_pod_account(pod, !flags.user.empty(), spec);
    return {};
  }
  if (spec.cluster.server.empty()) spec.cluster.server = env.get_or_empty("KUBERNETES_MASTER");
  if (!spec.cluster.server.empty() || !flags.server.empty()) return {};
  if (unnamed) return nothing_chosen(config, env, pod);
  if (!spec.cluster_name.empty()) return {};  // validation says that it has no server
  return fail_with_hint(ErrorKind::config, "Set its cluster, or give --cluster or --server.",
                        "context {} (in {}) has no cluster", spec.context, spec.context_file);
}

/// -n, else the context's, else the pod's for the pod's own cluster only (kubeconfig 32, 62), else "default".
void choose_namespace(const Overrides& flags, const PodAccount& pod, ConnectionSpec& spec) {
  if (!flags.namespace_name.empty()) spec.namespace_name = flags.namespace_name;
  if (!spec.namespace_name.empty()) return;
  const bool own_cluster = spec.in_cluster || (pod.possible() && spec.cluster.server == pod.server);
  spec.namespace_name = own_cluster ? pod.namespace_name : "default";
}

Result<> check(const Overrides& flags, ConnectionSpec& spec) {
  auto findings = validate_connection(spec, flags);
  spec.warnings = std::move(findings.warnings);
  const auto& problems = findings.problems;
  if (problems.empty()) return {};
  const auto subject = spec.context.empty() ? std::string("the connection") : "context " + spec.context;
  if (problems.size() == 1) return fail_with_hint(ErrorKind::config, findings.hint, "{}: {}", subject, problems[0]);
  return fail_with_hint(ErrorKind::config, findings.hint, "{}: {} problems\n- {}", subject, problems.size(),
                        join(problems, "\n- "));
}

}  // namespace

Result<ConnectionSpec> resolve_connection(const Kubeconfig& config, const Overrides& overrides, const Environment& env,
                                          std::string_view service_account) {
  if (overrides.namespace_name.find('/') != std::string::npos) {
    return fail_with_hint(ErrorKind::usage, "Give the name alone.", "--namespace {}: a namespace holds no slash",
                          overrides.namespace_name);
  }
  ConnectionSpec spec;
  const auto pod = find_pod_account(env, service_account);
  CTL_RUN(choose_context(config, overrides, spec));
  CTL_RUN(choose_entries(config, overrides, spec));
  CTL_RUN(choose_fallback(config, overrides, env, pod, spec));
  override_cluster(overrides, spec.cluster);
  override_user(overrides, spec.user);
  choose_namespace(overrides, pod, spec);
  CTL_RUN(check(overrides, spec));
  if (lacks_scheme(spec.cluster.server)) spec.cluster.server.insert(0, "http://");  // 2.2
  return spec;
}

}  // namespace corootctl::kube
