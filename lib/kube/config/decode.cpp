#include "kube/config/decode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "document/yaml.hpp"

namespace corootctl::kube {
namespace {

using document::Value;

/// A second entry of the same name is an error; the message names both places and no content (kubeconfig 15).
class UniqueNames {
 public:
  UniqueNames(std::string list, FieldProblems& problems) : list_(std::move(list)), problems_(problems) {}
  bool knows(const std::string& name) const { return lines_.contains(name); }
  void add(const std::string& name, const Value& entry) {
    const auto [first, fresh] = lines_.emplace(name, entry.position.line);
    if (fresh) return;
    const auto what = name.empty() ? "a second entry without a name" : fmt::format("a second entry named {}", name);
    problems_.add(entry, list_, fmt::format("{}, the first is on line {}", what, first->second));
  }

 private:
  std::string list_;
  FieldProblems& problems_;
  std::map<std::string, int, std::less<>> lines_{};
};

Value decode_extensions(const Fields& parent, FieldProblems& problems) {
  document::Object out;
  UniqueNames names(parent.path().empty() ? "extensions" : parent.path() + ".extensions", problems);
  for (const Fields& item : parent.items("extensions")) {
    std::string name;
    item.read("name", name);
    const Value& extension = item.node()["extension"];
    // An extension without content does not count as a first one.
    if (!extension.is_null() || names.knows(name)) names.add(name, item.node());
    out.set(name, extension);
  }
  return Value(std::move(out));
}

ClusterEntry decode_cluster(const Fields& in, FieldProblems& problems) {
  ClusterEntry out;
  in.read("server", out.server);
  in.read("tls-server-name", out.tls_server_name);
  in.read("insecure-skip-tls-verify", out.insecure_skip_tls_verify);
  in.read("certificate-authority", out.certificate_authority);
  in.read_bytes("certificate-authority-data", out.certificate_authority_data);
  in.read("proxy-url", out.proxy_url);
  in.read("disable-compression", out.disable_compression);
  out.extensions = decode_extensions(in, problems);
  return out;
}

ExecEntry decode_exec(const Fields& in) {
  ExecEntry out;
  in.read("command", out.command);
  in.read("args", out.args);
  for (const Fields& item : in.items("env")) {
    auto& [name, value] = out.env.emplace_back();
    item.read("name", name);
    item.read("value", value);
  }
  in.read("apiVersion", out.api_version);
  in.read("installHint", out.install_hint);
  in.read("provideClusterInfo", out.provide_cluster_info);
  in.read("interactiveMode", out.interactive_mode);
  // The version before v1 had no such field and asked when it could (kubeconfig 56).
  if (out.interactive_mode.empty() && out.api_version == "client.authentication.k8s.io/v1beta1") {
    out.interactive_mode = "IfAvailable";
  }
  return out;
}

void decode_identity(const Fields& in, UserEntry& out) {
  in.read("as", out.as);
  in.read("as-uid", out.as_uid);
  in.read("as-groups", out.as_groups);
  in.read_map("as-user-extra", out.as_user_extra);
}

UserEntry decode_user(const Fields& in, FieldProblems& problems) {
  UserEntry out;
  in.read("client-certificate", out.client_certificate);
  in.read_bytes("client-certificate-data", out.client_certificate_data);
  in.read("client-key", out.client_key);
  in.read_bytes("client-key-data", out.client_key_data);
  in.read("token", out.token);
  in.read("tokenFile", out.token_file);
  in.read("username", out.username);
  in.read("password", out.password);
  decode_identity(in, out);
  if (in.has("auth-provider")) {
    const Fields provider = in.child("auth-provider");
    provider.read("name", out.auth_provider);
    provider.read_map("config", out.auth_provider_config);
  }
  if (in.has("exec")) out.exec = decode_exec(in.child("exec"));
  decode_extensions(in, problems);
  return out;
}

ContextEntry decode_context(const Fields& in, FieldProblems& problems) {
  ContextEntry out;
  in.read("cluster", out.cluster);
  in.read("user", out.user);
  in.read("namespace", out.namespace_name);
  decode_extensions(in, problems);
  return out;
}

template <class Entry, class Decode>
void decode_list(const Fields& root, const char* list, const char* member, const std::string& file,
                 FieldProblems& problems, std::vector<std::pair<std::string, Entry>>& out, Decode decode) {
  UniqueNames names(list, problems);
  for (const Fields& item : root.items(list)) {
    std::string name;
    item.read("name", name);
    names.add(name, item.node());
    auto entry = decode(item.child(member), problems);
    entry.file = file;
    out.emplace_back(std::move(name), std::move(entry));
  }
}

/// kind and apiVersion are the only members found in any case (kubeconfig 9). Go sees the keys in byte order, the last
/// one wins.
void check_type(const Value& root, const std::string& key, const char* wanted, FieldProblems& problems) {
  const document::Member* found = nullptr;
  for (const auto& member : root.as_object()) {
    if (lower(member.key) != lower(key) || member.value.is_null()) continue;
    if (found == nullptr || member.key > found->key) found = &member;
  }
  if (found == nullptr) return;
  if (!found->value.is_string()) {
    problems.add(found->value, found->key, fmt::format("expected a string, found {}", found_kind(found->value)));
  } else if (!found->value.as_string().empty() && found->value.as_string() != wanted) {
    problems.add(found->value, found->key, fmt::format("must be {}: this is not a kubeconfig", wanted));
  }
}

}  // namespace

KubeconfigFile decode_kubeconfig(std::string_view text, const std::string& path, FieldProblems& problems) {
  KubeconfigFile out;
  const auto tree = document::parse_yaml(text, path);
  if (!tree) {
    problems.texts.push_back(describe(tree.error()));
    if (problems.hint.empty()) problems.hint = tree.error().hint;
    return out;
  }
  const Fields root(*tree, "", problems);
  check_type(*tree, "kind", "Config", problems);
  check_type(*tree, "apiVersion", "v1", problems);
  decode_list(root, "clusters", "cluster", path, problems, out.clusters, decode_cluster);
  decode_list(root, "users", "user", path, problems, out.users, decode_user);
  decode_list(root, "contexts", "context", path, problems, out.contexts, decode_context);
  root.read("current-context", out.current_context);
  const Fields preferences = root.child("preferences");
  bool colors = false;  // read for its type only
  preferences.read("colors", colors);
  decode_extensions(preferences, problems);
  decode_extensions(root, problems);
  return out;
}

bool holds_secrets(const KubeconfigFile& file) {
  return std::any_of(file.users.begin(), file.users.end(), [](const auto& named) {
    const UserEntry& user = named.second;
    return !user.token.empty() || !user.password.empty() || !user.client_key_data.empty() ||
           (user.exec && !user.exec->env.empty()) || !user.auth_provider_config.empty();
  });
}

}  // namespace corootctl::kube
