#include "kube/auth/credentials.hpp"

#include <mutex>

#include "base/files.hpp"
#include "base/text.hpp"
#include "kube/auth/exec_plugin.hpp"
#include "kube/auth/impersonation.hpp"
#include "kube/auth/oidc.hpp"
#include "kube/auth/plugin_policy.hpp"
#include "kube/config/validate.hpp"

namespace corootctl::kube {
namespace {

using TimePoint = std::chrono::system_clock::time_point;

/// client-go trusts a token file for a minute and reads it ten seconds early (connections 24).
constexpr std::chrono::seconds token_file_life{50};
/// client-go looks after certificate files every five minutes (connections 29).
constexpr std::chrono::minutes certificate_life{5};

std::string user_label(const ConnectionSpec& spec) {
  if (spec.in_cluster && spec.user_name.empty()) return "the pod's service account";
  return spec.user_name.empty() ? "credentials" : "user " + spec.user_name;
}

bool speaks_plain_http(const ConnectionSpec& spec) { return lower(spec.cluster.server).starts_with("http://"); }

bool has_certificate(const UserEntry& user) {
  return !user.client_certificate.empty() || !user.client_certificate_data.empty();
}

/// Certificate and key, each from its file or from the kubeconfig.
Result<> read_certificate(const UserEntry& user, Credential& into) {
  into.client_certificate_pem = user.client_certificate_data;
  into.client_key_pem = user.client_key_data;
  if (!user.client_certificate.empty()) {
    CTL_TRY(into.client_certificate_pem, read_file(user.client_certificate), "client-certificate");
  }
  if (!user.client_key.empty()) {
    CTL_TRY(auto key, read_file(user.client_key), "client-key");
    into.client_key_pem = SecretString(std::move(key));
  }
  return {};
}

/// The trimmed content of a token file.
Result<SecretString> read_token(const std::string& path, bool in_cluster) {
  CTL_TRY(auto text, read_file(path), "token file");
  SecretString token(std::string(trim(text)));
  wipe(text);
  if (token.empty() && in_cluster) return fail(ErrorKind::config, "token file {} is empty", path);
  if (is_header_safe(token.reveal())) return token;
  return fail(ErrorKind::config, "token file {} holds a line break inside the token", path);
}

/// Tokens, basic, certificates, id-tokens: what the kubeconfig and its files say.
class FileCredentials final : public CredentialSource {
 public:
  FileCredentials(ConnectionSpec spec, const Clock& clock) : spec_(std::move(spec)), clock_(clock) {}

  /// The first reading decides whether the connection can be used at all.
  Result<> start() { return refresh(true); }

  Result<Credential> get(bool renew, Deadline, std::stop_token) override {
    auto read = refresh(renew);
    const std::lock_guard lock(mutex_);
    if (!read && !started_) return tl::unexpected<Error>(std::move(read.error()));
    return credential_;
  }

 private:
  bool is_due(TimePoint now, bool renew) {
    const std::lock_guard lock(mutex_);
    return !started_ || now >= due_ || (renew && !spec_.user.token_file.empty());
  }

  /// Reads files without holding the lock. A re-reading that fails leaves the last good value (connections 24).
  Result<> refresh(bool renew) {
    const auto now = clock_.now();
    if (!is_due(now, renew)) return {};
    auto fresh = build(now);
    const std::lock_guard lock(mutex_);
    due_ = now + (spec_.user.token_file.empty() ? std::chrono::seconds(certificate_life) : token_file_life);
    if (!fresh) return tl::unexpected<Error>(std::move(fresh.error()).with(user_label(spec_)));
    credential_ = std::move(*fresh);
    started_ = true;
    return {};
  }

  Result<Credential> build(TimePoint now) const {
    const UserEntry& user = spec_.user;
    Credential out;
    out.impersonation = impersonation_headers(user);
    if (speaks_plain_http(spec_)) return out;
    if (has_certificate(user)) CTL_RUN(read_certificate(user, out));
    out.username = user.username;
    out.password = user.password;
    CTL_PASS(out.token, token_of(user, now));
    return out;
  }

  /// A readable file wins over the inline token, an unreadable one gives way to it (connections 24).
  Result<SecretString> token_of(const UserEntry& user, TimePoint now) const {
    if (!user.token_file.empty()) {
      auto token = read_token(user.token_file, spec_.in_cluster);
      if (token || user.token.empty()) return token;
    }
    if (user.auth_provider == "oidc" && user.token.empty()) return oidc_token(user, now);
    return user.token;
  }

  const ConnectionSpec spec_;
  const Clock& clock_;
  std::mutex mutex_{};
  Credential credential_{};
  TimePoint due_{};
  bool started_ = false;
};

/// A plugin's answer, through the registry that all contexts share.
class PluginCredentials final : public CredentialSource {
 public:
  PluginCredentials(PluginCall call, const SessionOptions& options, std::vector<http::Header> impersonation)
      : call_(std::move(call)),
        registry_(options.plugins ? options.plugins : make_plugin_registry()),
        clock_(*options.clock),
        impersonation_(std::move(impersonation)) {}

  Result<std::chrono::milliseconds> log_in(const Within& within) override {
    return registry_->run_in_turn(call_, clock_, within);
  }

  Result<Credential> get(bool renew, Deadline deadline, std::stop_token stop) override {
    CTL_PASS(auto answer, registry_->get(call_, renew ? last_generation() : 0, clock_, deadline, stop));
    const std::lock_guard lock(mutex_);
    generation_ = answer.generation;
    Credential out;
    out.token = std::move(answer.credential.token);
    out.client_certificate_pem = std::move(answer.credential.client_certificate_pem);
    out.client_key_pem = std::move(answer.credential.client_key_pem);
    out.impersonation = impersonation_;
    return out;
  }

 private:
  std::uint64_t last_generation() {
    const std::lock_guard lock(mutex_);
    return generation_;
  }

  const PluginCall call_;
  const std::shared_ptr<PluginRegistry> registry_;  // shared with the sources of all other contexts
  const Clock& clock_;
  const std::vector<http::Header> impersonation_;
  std::mutex mutex_{};
  std::uint64_t generation_ = 0;
};

/// A plugin is not run when other credentials exist, nor for plain http (connections 15, 33).
bool needs_plugin(const ConnectionSpec& spec) {
  const UserEntry& user = spec.user;
  const bool other = !user.token.empty() || !user.token_file.empty() || !user.username.empty() ||
                     !user.password.empty() || has_certificate(user);
  return user.exec && !other && !speaks_plain_http(spec);
}

Result<std::string> read_ca(const ClusterEntry& cluster) {
  if (cluster.certificate_authority.empty()) return cluster.certificate_authority_data;
  CTL_TRY(auto text, read_file(cluster.certificate_authority), "certificate-authority");
  return text;
}

Result<std::unique_ptr<CredentialSource>> make_plugin_source(const ConnectionSpec& spec,
                                                             const SessionOptions& options) {
  const ExecEntry& exec = *spec.user.exec;
  CTL_CHECK(check_plugin_policy(exec.command, options.env), user_label(spec));
  PluginCall call{.user = spec.user_name, .exec = exec, .env = options.env};
  call.terminal = options.interactive && exec.interactive_mode != "Never";
  std::string ca;
  if (exec.provide_cluster_info) {
    CTL_TRY(ca, read_ca(spec.cluster), "cluster " + spec.cluster_name);
  }
  call.info = exec_info(spec, ca, call.terminal);
  return std::make_unique<PluginCredentials>(std::move(call), options, impersonation_headers(spec.user));
}

/// The cluster's own proxy ignores NO_PROXY (connections 10); without one the environment decides as in Go programs
/// (connections 11).
std::string proxy_of(const ClusterEntry& cluster, const Environment& env) {
  if (!cluster.proxy_url.empty()) return cluster.proxy_url;
  return http::ProxyVariables::of(env).proxy_for(cluster.server);
}

}  // namespace

bool same_credential(const Credential& a, const Credential& b) {
  return a.token.equals(b.token) && a.username == b.username && a.password.equals(b.password) &&
         a.client_certificate_pem == b.client_certificate_pem && a.client_key_pem.equals(b.client_key_pem);
}

Result<std::unique_ptr<CredentialSource>> make_credential_source(const ConnectionSpec& spec,
                                                                 const SessionOptions& options) {
  if (needs_plugin(spec)) return make_plugin_source(spec, options);
  auto source = std::make_unique<FileCredentials>(spec, *options.clock);
  CTL_RUN(source->start());
  return source;
}

Result<http::ConnectionOptions> connection_options(const ConnectionSpec& spec, const Credential& credential,
                                                   const SessionOptions& options) {
  const ClusterEntry& cluster = spec.cluster;
  const auto label = spec.in_cluster ? std::string("the pod's own cluster") : "cluster " + spec.cluster_name;
  http::ConnectionOptions out;
  if (!cluster.certificate_authority.empty() || !cluster.certificate_authority_data.empty()) {
    CTL_TRY(out.ca_pem, read_ca(cluster), label);
    // Trusting the system's roots instead would trust more than the file says (connections 1).
    if (out.ca_pem->find("-----BEGIN") == std::string::npos) {
      return fail(ErrorKind::config, "{}: certificate-authority holds no PEM certificate", label);
    }
  }
  out.client_certificate_pem = credential.client_certificate_pem;
  out.client_key_pem = credential.client_key_pem;
  out.tls_server_name = cluster.tls_server_name;
  out.insecure = cluster.insecure_skip_tls_verify;
  out.proxy_url = proxy_of(cluster, options.env);
  out.compression = !cluster.disable_compression;
  out.user_agent = options.user_agent;
  return out;
}

}  // namespace corootctl::kube
