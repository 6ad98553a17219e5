#include "kube/auth/plugin_policy.hpp"

#include <algorithm>
#include <array>

#include "base/files.hpp"
#include "base/process.hpp"
#include "document/yaml.hpp"
#include "kube/config/typed_fields.hpp"

namespace corootctl::kube {
namespace {

struct Policy {
  std::string name{};  ///< "", AllowAll, DenyAll or Allowlist
  std::vector<std::string> allowed{};
};

Result<Policy> decode_policy(const document::Value& tree, const std::string& path) {
  FieldProblems problems{.source = path};
  const Fields root(tree, "", problems);
  Policy out;
  root.read("credentialPluginPolicy", out.name);
  for (const Fields& item : root.items("credentialPluginAllowlist")) {
    std::string command;
    item.read("name", command);  // Kubernetes 1.35; renamed in 1.36
    item.read("command", command);
    if (command.empty()) problems.add(item.node(), item.path(), "command is not set");
    out.allowed.push_back(std::move(command));
  }
  if (!problems.texts.empty()) {
    return fail_with_hint(ErrorKind::config, problems.hint, "kuberc: {}", problems.texts.front());
  }
  return out;
}

Result<> check_policy(const Policy& policy, const std::string& path) {
  const bool listing = policy.name == "Allowlist";
  if (!policy.name.empty() && policy.name != "AllowAll" && policy.name != "DenyAll" && !listing) {
    return fail(ErrorKind::config, "kuberc {}: credentialPluginPolicy is not AllowAll, DenyAll or Allowlist", path);
  }
  if (listing && policy.allowed.empty()) {
    return fail(ErrorKind::config, "kuberc {}: credentialPluginPolicy Allowlist without a credentialPluginAllowlist",
                path);
  }
  if (!listing && !policy.allowed.empty()) {
    return fail(ErrorKind::config, "kuberc {}: credentialPluginAllowlist needs credentialPluginPolicy Allowlist", path);
  }
  return {};
}

/// kubectl's rule: of the file's documents the first of a version that it knows. A file of documents it does not know
/// at all leaves us unsure; null for an empty one.
Result<document::Value> known_preference(std::string_view text, const std::string& path) {
  constexpr std::array<std::string_view, 2> versions{"kubectl.config.k8s.io/v1beta1", "kubectl.config.k8s.io/v1alpha1"};
  CTL_TRY(const auto documents, document::parse_yaml_all(text, path), "kuberc");
  for (const auto& tree : documents) {
    const bool is_known = std::find(versions.begin(), versions.end(), tree["apiVersion"].as_string()) != versions.end();
    if (is_known && tree["kind"].as_string() == "Preference") return tree;
  }
  if (documents.empty()) return document::Value();
  return fail_with_hint(ErrorKind::config, "Add one, or set KUBERC=off if every plugin may run.",
                        "kuberc {}: no document is a Preference of {} or {}", path, versions[0], versions[1]);
}

/// Both sides are looked up in PATH; what must be equal is the program that would run.
bool is_listed(const Policy& policy, const std::string& command, const Environment& env) {
  const auto program = find_program(command, env).value_or(command);
  for (const auto& allowed : policy.allowed) {
    if (find_program(allowed, env).value_or(allowed) == program) return true;
  }
  return false;
}

}  // namespace

Result<> check_plugin_policy(const std::string& command, const Environment& env) {
  const auto named = env.get_or_empty("KUBERC");
  if (named == "off") return {};
  const auto path = named.empty() ? env.get_or_empty("HOME") + "/.kube/kuberc" : named;
  const auto text = read_file(path);
  if (!text && text.error().kind == ErrorKind::not_found && named.empty()) return {};
  if (!text) return fail(ErrorKind::config, "kuberc: {}", text.error().what);
  CTL_PASS(const auto tree, known_preference(*text, path));
  CTL_PASS(const auto policy, decode_policy(tree, path));
  CTL_RUN(check_policy(policy, path));
  const bool denied = policy.name == "DenyAll" || (policy.name == "Allowlist" && !is_listed(policy, command, env));
  if (!denied) return {};
  return fail_with_hint(ErrorKind::config, "Allow it there if you trust it.", "plugin {} may not run: {} says {}",
                        command, path, policy.name);
}

}  // namespace corootctl::kube
