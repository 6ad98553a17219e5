/// A private folder of kubeconfigs, and one-line summaries of what was read from them, for whole-text comparisons.
#pragma once

#include <fmt/format.h>
#include <sys/stat.h>

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "base/text.hpp"
#include "kube/config/kubeconfig.hpp"
#include "support/temporary_directory.hpp"

namespace kubeconfig_test {

using namespace corootctl;

class Folder {
 public:
  Folder() : folder_(std::move(*TemporaryDirectory::create())) {}
  std::string path(const std::string& name = {}) const {
    return name.empty() ? folder_.path() : folder_.path() + "/" + name;
  }
  std::string write(const std::string& name, std::string_view text, unsigned mode = 0600) const {
    std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
    // Not write_file_atomically: its fsync costs more than a whole property test.
    std::filesystem::remove(path(name));
    std::ofstream(path(name)) << text;
    REQUIRE(::chmod(path(name).c_str(), mode) == 0);
    return path(name);
  }
  /// The text with this folder's path as DIR.
  std::string masked(std::string text) const {
    for (auto at = text.find(folder_.path()); at != std::string::npos; at = text.find(folder_.path())) {
      text.replace(at, folder_.path().size(), "DIR");
    }
    return text;
  }

 private:
  TemporaryDirectory folder_;
};

/// One cluster c, user u, context x, current-context x.
inline std::string base_file(std::string_view server = "https://one:6443", std::string_view token = "t0k") {
  return fmt::format(
      "apiVersion: v1\nkind: Config\ncurrent-context: x\n"
      "clusters:\n- name: c\n  cluster: {{server: \"{}\"}}\n"
      "users:\n- name: u\n  user: {{token: \"{}\"}}\n"
      "contexts:\n- name: x\n  context: {{cluster: c, user: u}}\n",
      server, token);
}

/// A file with one cluster, user and context whose fields are the given flow mappings.
inline std::string file_with(std::string_view cluster, std::string_view user = "{token: t0k}",
                             std::string_view context = "{cluster: c, user: u}") {
  return fmt::format(
      "current-context: x\nclusters:\n- name: c\n  cluster: {}\nusers:\n- name: u\n  user: {}\n"
      "contexts:\n- name: x\n  context: {}\n",
      cluster, user, context);
}

class Summary {
 public:
  void add(std::string_view name, std::string_view value) {
    if (!value.empty()) text_ += fmt::format(" {}={}", name, value);
  }
  void flag(std::string_view name, bool value) {
    if (value) text_ += fmt::format(" {}", name);
  }
  void entry(std::string_view kind, std::string_view name) {
    text_ += fmt::format("{}{} {}", text_.empty() ? "" : "; ", kind, name);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_{};
};

inline void add_cluster(Summary& out, const kube::ClusterEntry& in) {
  out.add("server", in.server);
  out.add("ca", in.certificate_authority);
  out.add("ca-data", in.certificate_authority_data);
  out.add("tls-name", in.tls_server_name);
  out.add("proxy", in.proxy_url);
  out.flag("insecure", in.insecure_skip_tls_verify);
  out.flag("uncompressed", in.disable_compression);
}

inline void add_user(Summary& out, const kube::UserEntry& in) {
  out.add("token", in.token.reveal());
  out.add("token-file", in.token_file);
  out.add("name", in.username);
  out.add("password", in.password.reveal());
  out.add("cert", in.client_certificate);
  out.add("cert-data", in.client_certificate_data);
  out.add("key", in.client_key);
  out.add("key-data", in.client_key_data.reveal());
  out.add("as", in.as);
  out.add("uid", in.as_uid);
  out.add("groups", join(in.as_groups, ","));
  for (const auto& [key, values] : in.as_user_extra) out.add("extra." + key, join(values, ","));
  out.add("auth-provider", in.auth_provider);
  if (!in.exec) return;
  out.add("exec", in.exec->command);
  out.add("args", join(in.exec->args, ","));
  out.add("version", in.exec->api_version);
  out.add("mode", in.exec->interactive_mode);
  for (const auto& [name, value] : in.exec->env) out.add("env." + name, value.reveal());
  out.flag("cluster-info", in.exec->provide_cluster_info);
}

/// Everything that was read, entries in name order, empty fields left out.
inline std::string summary(const kube::Kubeconfig& config) {
  Summary out;
  if (!config.current_context.empty()) out.entry("current", config.current_context);
  for (const auto& [name, entry] : config.clusters) {
    out.entry("cluster", name);
    add_cluster(out, entry);
  }
  for (const auto& [name, entry] : config.users) {
    out.entry("user", name);
    add_user(out, entry);
  }
  for (const auto& [name, entry] : config.contexts) {
    out.entry("context", name);
    out.add("cluster", entry.cluster);
    out.add("user", entry.user);
    out.add("namespace", entry.namespace_name);
  }
  return out.take();
}

/// The connection on one line.
inline std::string summary(const kube::ConnectionSpec& spec) {
  Summary out;
  out.entry("context", spec.context);
  out.entry("cluster", spec.cluster_name);
  add_cluster(out, spec.cluster);
  out.entry("user", spec.user_name);
  add_user(out, spec.user);
  out.entry("namespace", spec.namespace_name);
  out.flag("in-cluster", spec.in_cluster);
  return out.take();
}

inline std::string error_text(const Error& error) {
  return "E " + describe(error) + (error.hint.empty() ? "" : " [" + error.hint + "]");
}

template <class T>
std::string summary(const Result<T>& result) {
  return result ? summary(*result) : error_text(result.error());
}

}  // namespace kubeconfig_test
