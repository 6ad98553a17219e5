#include "kube/config/validate.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/files.hpp"
#include "base/text.hpp"
#include "http/url.hpp"
#include "kube/config/server_url.hpp"

namespace corootctl::kube {
namespace {

/// Adds problems of one entry: "cluster c: ...".
class Entry {
 public:
  Entry(std::string name, Findings& findings) : name_(std::move(name)), findings_(findings) {}
  void problem(std::string_view text) { findings_.problems.push_back(fmt::format("{}: {}", name_, text)); }
  void problem(std::string_view text, std::string_view hint) {
    problem(text);
    if (findings_.hint.empty()) findings_.hint = hint;
  }
  void warning(std::string_view text) { findings_.warnings.push_back(fmt::format("{}: {}", name_, text)); }

  /// `origin`: the kubeconfig the path was relative to, or "" for a flag.
  void readable(std::string_view field, const std::string& path, const std::string& origin) {
    if (path.empty()) return;
    if (const auto checked = check_path(path); !checked) {
      problem(fmt::format("{} {}", field, checked.error().what));
      return;
    }
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
      ::close(fd);
      return;
    }
    const std::string reason = std::strerror(errno);
    const auto where = origin.empty() ? std::string() : fmt::format(" (set in {})", origin);
    problem(fmt::format("cannot read {} {}: {}{}", field, path, reason, where));
  }

  void exclusive(bool file, bool data, std::string_view field) {
    if (file && data) problem(fmt::format("{0} and {0}-data are both set; remove one", field));
  }

 private:
  std::string name_;
  Findings& findings_;
};

bool has_credentials(const UserEntry& user) {
  return !user.token.empty() || !user.token_file.empty() || !user.username.empty() || !user.password.empty() ||
         !user.client_certificate.empty() || !user.client_certificate_data.empty() || user.exec.has_value();
}

void check_server(const ConnectionSpec& spec, Entry& entry) {
  const auto& cluster = spec.cluster;
  if (cluster.server.empty()) return entry.problem("server is not set", "Give the entry a server, or use --server.");
  const auto written = lacks_scheme(cluster.server) ? "http://" + cluster.server : cluster.server;
  if (auto url = normalized_server(written); !url) {
    // The parser's words may quote a piece of a password that holds a slash.
    if (written.find('@') == std::string::npos) return entry.problem(describe(url.error()), url.error().hint);
    return entry.problem("server: the URL must not hold a user or password", "Put them into the user entry.");
  }
  const bool tls = !cluster.certificate_authority.empty() || !cluster.certificate_authority_data.empty();
  if (lacks_scheme(cluster.server) && (tls || has_credentials(spec.user))) {
    // kubectl would speak plain http to it (kubeconfig 46); with credentials at hand that is never what was meant.
    return entry.problem("server has no scheme", "Write https:// in front of the server's address.");
  }
  const bool plain = lacks_scheme(cluster.server) || lower(cluster.server).starts_with("http://");
  if (plain && has_credentials(spec.user)) {
    entry.warning("the server speaks plain http: no credentials are sent");
  }
}

void check_proxy(const std::string& proxy, Entry& entry) {
  if (proxy.empty()) return;
  const auto url = http::parse_url(proxy);
  const bool known = url && (url->scheme == "http" || url->scheme == "https" || url->scheme == "socks5");
  if (known) return;
  // The parser's words may quote a piece of a password that holds a slash.
  const bool quotable = proxy.find('@') == std::string::npos;
  const auto why = url ? "URL has another scheme" : quotable ? url.error().what : "URL is malformed";
  entry.problem(fmt::format("proxy-url {}: {}", redact_userinfo(proxy), why),
                "A proxy-url begins with http://, https:// or socks5:// and names a host.");
}

void check_cluster(const ConnectionSpec& spec, const Overrides& overrides, Findings& findings) {
  const auto& cluster = spec.cluster;
  Entry entry(spec.in_cluster             ? "the pod's own cluster"
              : spec.cluster_name.empty() ? "--server"
                                          : "cluster " + spec.cluster_name,
              findings);
  check_server(spec, entry);
  check_proxy(cluster.proxy_url, entry);
  const bool file = !cluster.certificate_authority.empty();
  const bool data = !cluster.certificate_authority_data.empty();
  entry.exclusive(file, data, "certificate-authority");
  entry.readable("certificate-authority", cluster.certificate_authority,
                 overrides.certificate_authority.empty() ? cluster.file : "");
  if (cluster.insecure_skip_tls_verify && (file || data)) {
    entry.problem("insecure-skip-tls-verify and a certificate-authority cannot be used together; remove one");
  } else if (cluster.insecure_skip_tls_verify) {
    entry.warning("insecure-skip-tls-verify: the server's identity is not checked");
  }
}

std::string origin(bool flag, const std::string& flag_name, const std::string& file) {
  if (flag) return "from " + flag_name;
  return file.empty() ? "given" : "from " + file;
}

void check_certificate(const UserEntry& user, const Overrides& overrides, Entry& entry) {
  const bool file = !user.client_certificate.empty(), data = !user.client_certificate_data.empty();
  const bool key_file = !user.client_key.empty(), key_data = !user.client_key_data.empty();
  if (!file && !data) {
    if (key_file || key_data) entry.warning("the client-key is ignored: there is no client-certificate");
    return;
  }
  entry.exclusive(file, data, "client-certificate");
  entry.exclusive(key_file, key_data, "client-key");
  if (!key_file && !key_data) {
    entry.problem("client-certificate has no key", "Set client-key or client-key-data.");
  }
  entry.readable("client-certificate", user.client_certificate, overrides.client_certificate.empty() ? user.file : "");
  entry.readable("client-key", user.client_key, overrides.client_key.empty() ? user.file : "");
}

void check_methods(const UserEntry& user, const Overrides& overrides, Entry& entry) {
  const bool basic = !user.username.empty() || !user.password.empty();
  const bool token = !user.token.empty();
  if (basic && (token || !user.token_file.empty())) {
    entry.problem(fmt::format("{} ({}) and username ({}) cannot be used together", token ? "token" : "tokenFile",
                              origin(!overrides.token.empty(), "--token", user.file),
                              origin(!overrides.username.empty(), "--username",
                                     overrides.password.empty() ? user.file : "--password")),
                  "Keep one way to log in.");
  }
  if (!is_header_safe(user.token.reveal())) {
    entry.problem("token holds a line break or another control character",
                  "A YAML block (|) keeps its last line break; write the token on one line.");
  }
  if (user.token.empty()) entry.readable("tokenFile", user.token_file, user.file);
}

void check_exec(const UserEntry& user, Entry& entry) {
  if (!user.exec) return;
  const auto& exec = *user.exec;
  if (!user.auth_provider.empty()) entry.problem("exec and auth-provider cannot be used together; remove one");
  if (exec.command.empty()) entry.problem("exec.command is not set");
  if (exec.api_version.empty()) {
    entry.problem("exec.apiVersion is not set", "Use client.authentication.k8s.io/v1.");
  } else if (exec.api_version != "client.authentication.k8s.io/v1" &&
             exec.api_version != "client.authentication.k8s.io/v1beta1") {
    entry.problem(fmt::format("exec.apiVersion {} is not supported", exec.api_version),
                  "Use client.authentication.k8s.io/v1 or /v1beta1.");
  }
  for (std::size_t i = 0; i < exec.env.size(); ++i) {
    if (exec.env[i].first.empty()) entry.problem(fmt::format("exec.env[{}].name is not set", i));
  }
  constexpr const char* modes = "Legal are Never, IfAvailable and Always.";
  const auto& mode = exec.interactive_mode;
  if (mode.empty()) {
    entry.problem("exec.interactiveMode is not set", modes);
  } else if (mode != "Never" && mode != "IfAvailable" && mode != "Always") {
    entry.problem(fmt::format("exec.interactiveMode {} is unknown", mode), modes);
  }
}

/// Built-in providers were taken out of kubectl; the text names what replaced them (kubeconfig 55).
void check_auth_provider(const UserEntry& user, Entry& entry) {
  const auto& name = user.auth_provider;
  if (name.empty() || name == "oidc") return;
  if (name == "gcp") {
    return entry.problem("auth-provider gcp was removed from Kubernetes clients",
                         "Use exec with gke-gcloud-auth-plugin (gcloud container clusters get-credentials).");
  }
  if (name == "azure") {
    return entry.problem("auth-provider azure was removed from Kubernetes clients",
                         "Use exec with kubelogin (kubelogin convert-kubeconfig).");
  }
  entry.problem(fmt::format("auth-provider {} is unknown", name), "Use an exec plugin.");
}

void check_impersonation(const UserEntry& user, const Overrides& overrides, Entry& entry) {
  std::vector<std::string> parts;
  if (!user.as_uid.empty()) parts.emplace_back(overrides.as_uid.empty() ? "as-uid" : "--as-uid");
  if (!user.as_groups.empty()) parts.emplace_back(overrides.as_groups.empty() ? "as-groups" : "--as-group");
  if (!user.as_user_extra.empty()) {
    parts.emplace_back(overrides.as_user_extra.empty() ? "as-user-extra" : "--as-user-extra");
  }
  if (user.as.empty() && !parts.empty()) {
    entry.problem(fmt::format("{} without a user to act as", join(parts, ", ")), "Add --as USER (in the file: as).");
  }
  bool safe = is_header_safe(user.as) && is_header_safe(user.as_uid);
  for (const auto& group : user.as_groups) safe = safe && is_header_safe(group);
  for (const auto& [key, values] : user.as_user_extra) {
    for (const auto& value : values) safe = safe && is_header_safe(value);
  }
  if (!safe) entry.problem("a name to act as holds a line break or another control character");
}

void check_user(const ConnectionSpec& spec, const Overrides& overrides, Findings& findings) {
  Entry entry(spec.user_name.empty() ? "credentials" : "user " + spec.user_name, findings);
  check_certificate(spec.user, overrides, entry);
  check_methods(spec.user, overrides, entry);
  check_exec(spec.user, entry);
  check_auth_provider(spec.user, entry);
  check_impersonation(spec.user, overrides, entry);
}

}  // namespace

bool is_header_safe(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

Findings validate_connection(const ConnectionSpec& spec, const Overrides& overrides) {
  Findings findings;
  check_cluster(spec, overrides, findings);
  check_user(spec, overrides, findings);
  return findings;
}

}  // namespace corootctl::kube
