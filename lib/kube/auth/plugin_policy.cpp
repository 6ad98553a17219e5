#include "kube/auth/plugin_policy.hpp"

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
  CTL_TRY(const auto tree, document::parse_yaml(*text, path), "kuberc");
  CTL_PASS(const auto policy, decode_policy(tree, path));
  CTL_RUN(check_policy(policy, path));
  const bool denied = policy.name == "DenyAll" || (policy.name == "Allowlist" && !is_listed(policy, command, env));
  if (!denied) return {};
  return fail_with_hint(ErrorKind::config, "Allow it there if you trust it.", "plugin {} may not run: {} says {}",
                        command, path, policy.name);
}

}  // namespace corootctl::kube
