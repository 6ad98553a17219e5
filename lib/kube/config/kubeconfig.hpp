/// Reading kubeconfig files as kubectl does (docs/rules/kubeconfig.md).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/environment.hpp"
#include "base/result.hpp"
#include "base/secret_string.hpp"
#include "document/value.hpp"

namespace corootctl::kube {

/// Entries keep the file that supplied them (kubeconfig 26); relative paths are already absolute (kubeconfig 27). The
/// `*_data` fields hold the decoded bytes.
struct ClusterEntry {
  std::string server{}, certificate_authority{}, certificate_authority_data{}, tls_server_name{}, proxy_url{};
  bool insecure_skip_tls_verify = false;
  bool disable_compression = false;
  document::Value extensions{};  ///< an object: the extension of each name
  std::string file{};
};

struct ExecEntry {
  std::string command{}, api_version{}, install_hint{}, interactive_mode{};
  std::vector<std::string> args{};
  std::vector<std::pair<std::string, SecretString>> env{};
  bool provide_cluster_info = false;
};

struct UserEntry {
  std::string client_certificate{}, client_certificate_data{}, client_key{};
  SecretString client_key_data{}, token{}, password{};
  std::string token_file{}, username{};
  std::string as{}, as_uid{};
  std::vector<std::string> as_groups{};
  std::vector<std::pair<std::string, std::vector<std::string>>> as_user_extra{};
  std::string auth_provider{};  ///< its name; empty = none
  std::vector<std::pair<std::string, SecretString>> auth_provider_config{};
  std::optional<ExecEntry> exec{};
  std::string file{};
};

struct ContextEntry {
  std::string cluster{}, user{}, namespace_name{};
  std::string file{};
};

struct Kubeconfig {
  std::map<std::string, ClusterEntry, std::less<>> clusters{};
  std::map<std::string, UserEntry, std::less<>> users{};
  std::map<std::string, ContextEntry, std::less<>> contexts{};
  std::string current_context{};
  std::vector<std::string> files{};          ///< read, in order of precedence
  std::vector<std::string> missing_files{};  ///< named but not there
  /// "cluster prod-a in /x/b.yaml is ignored: /x/a.yaml defines it first".
  std::vector<std::string> shadowed{};
  std::string current_context_file{};   ///< which file set current_context
  std::vector<std::string> warnings{};  ///< for standard error: secrets in a world-readable file (kubeconfig 6)
};

/// `explicit_file` = --kubeconfig ("" = not given); else KUBECONFIG, else $HOME/.kube/config.
/// Errors: config, with file, line and column; values of the file are never quoted.
Result<Kubeconfig> load_kubeconfig(const std::string& explicit_file, const Environment& env);

/// Flags that replace parts of what the kubeconfig says (kubeconfig 30-42); an empty text or nullopt = not given.
struct Overrides {
  std::string context{}, cluster{}, user{}, server{}, namespace_name{};
  std::string username{};
  SecretString token{}, password{};
  std::string as{}, as_uid{};
  std::vector<std::string> as_groups{};
  std::vector<std::pair<std::string, std::vector<std::string>>> as_user_extra{};
  std::string certificate_authority{}, client_certificate{}, client_key{}, tls_server_name{};
  bool insecure_skip_tls_verify = false;
  bool disable_compression = false;
};

/// One connection: which entries were chosen and what they say after overrides. Certificate files were only opened to
/// see that they can be read; no plugin was run yet.
struct ConnectionSpec {
  std::string context{};
  std::string cluster_name{}, user_name{};
  std::string namespace_name{};  ///< "default" when unset
  ClusterEntry cluster{};
  UserEntry user{};
  std::string context_file{};
  bool in_cluster = false;              ///< from the pod's service account, not from a kubeconfig
  std::vector<std::string> warnings{};  ///< for standard error: what is ignored or unsafe in these entries
};

/// Where a pod finds its service account (kubeconfig 57).
inline constexpr std::string_view service_account_directory = "/var/run/secrets/kubernetes.io/serviceaccount";

/// The context of `overrides`, else the current one, else the pod's service account (kubeconfig 57, 58).
/// Errors: config; the text lists every problem of the selected entries, names only; usage for an unknown
/// name given by a flag.
Result<ConnectionSpec> resolve_connection(const Kubeconfig& config, const Overrides& overrides, const Environment& env,
                                          std::string_view service_account = service_account_directory);

}  // namespace corootctl::kube
