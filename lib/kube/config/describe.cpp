#include "kube/config/describe.hpp"

#include <fmt/format.h>

#include "base/files.hpp"
#include "base/text.hpp"
#include "http/crypto.hpp"
#include "kube/config/server_url.hpp"

namespace corootctl::kube {
namespace {

using document::List;
using document::Object;
using document::Value;

Value text_or_null(std::string_view text) { return text.empty() ? Value() : Value(text); }

Value describe_ca(const ClusterEntry& cluster) {
  Object out{{"source", "system"}, {"path", nullptr}, {"sha256", nullptr}};
  if (!cluster.certificate_authority.empty()) {
    out.set("source", "file");
    out.set("path", cluster.certificate_authority);
    if (const auto text = read_file(cluster.certificate_authority)) out.set("sha256", http::sha256_hex(*text));
  } else if (!cluster.certificate_authority_data.empty()) {
    out.set("source", "data");
    out.set("sha256", http::sha256_hex(cluster.certificate_authority_data));
  }
  return Value(std::move(out));
}

/// Every way to log in that the entry has, in a fixed order.
List describe_auth(const UserEntry& user) {
  List out;
  const bool certificate = !user.client_certificate.empty() || !user.client_certificate_data.empty();
  if (certificate) out.emplace_back("client-certificate");
  if (!user.token.empty()) out.emplace_back("token");
  if (!user.token_file.empty()) out.emplace_back("token-file");
  if (!user.username.empty() || !user.password.empty()) out.emplace_back("basic");
  if (user.exec) out.emplace_back("exec");
  if (!user.auth_provider.empty()) out.emplace_back("auth-provider");
  return out;
}

List list_of(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

Value describe_impersonation(const UserEntry& user) {
  if (user.as.empty()) return {};
  Object extra;
  for (const auto& [key, values] : user.as_user_extra) extra.set(key, list_of(values));
  return Object{{"user", user.as},
                {"uid", text_or_null(user.as_uid)},
                {"groups", user.as_groups.empty() ? Value() : list_of(user.as_groups)},
                {"extra", extra.empty() ? Value() : Value(std::move(extra))}};
}

Value describe_exec(const UserEntry& user) {
  if (!user.exec) return {};
  return Object{{"command", user.exec->command},
                {"api_version", user.exec->api_version},
                {"interactive_mode", text_or_null(user.exec->interactive_mode)}};
}

Value describe_origin(const ConnectionSpec& spec) {
  return Object{{"context", text_or_null(spec.context_file)},
                {"cluster", text_or_null(spec.cluster.file)},
                {"user", text_or_null(spec.user.file)}};
}

/// Two columns and, in brackets, where a line comes from.
class Description {
 public:
  void add(std::string_view label, std::string_view text, std::string_view file = {}) {
    out_ += fmt::format("{:<12}{}", label, text.empty() ? "-" : text);
    out_ += file.empty() ? "\n" : fmt::format("  ({})\n", file);
  }
  void raw(std::string_view text) { out_ += fmt::format("{}\n", text); }
  std::string take() { return std::move(out_); }

 private:
  std::string out_{};
};

std::string explain_ca(const Value& ca) {
  const auto source = ca["source"].as_string();
  if (source == "system") return "the system's certificate authorities";
  const auto digest = ca["sha256"].string_or("unreadable");
  if (source == "data") return fmt::format("inline certificate authority, sha256 {}", digest);
  return fmt::format("{}, sha256 {}", ca["path"].as_string(), digest);
}

std::string explain_login(const ConnectionSpec& spec) {
  std::vector<std::string> ways;
  for (const auto& way : describe_auth(spec.user)) ways.push_back(way.as_string());
  if (ways.empty()) return "anonymous";
  auto out = join(ways, ", ");
  if (spec.user.exec) out += fmt::format(" (runs {})", spec.user.exec->command);
  return out;
}

/// The later definitions of exactly these entries.
std::vector<std::string> ignored_definitions(const ConnectionSpec& spec, const Kubeconfig& config) {
  const std::vector<std::string> starts{"context " + spec.context + " in ", "cluster " + spec.cluster_name + " in ",
                                        "user " + spec.user_name + " in ", "current-context in "};
  std::vector<std::string> out;
  for (const auto& text : config.shadowed) {
    if (starts_with_any(text, {starts.begin(), starts.end()})) out.push_back(text);
  }
  return out;
}

void add_transport(const Value& all, Description& lines) {
  if (all["insecure_skip_tls_verify"].as_bool()) {
    lines.add("trust", "the server's identity is NOT checked");
  } else {
    lines.add("trust", explain_ca(all["certificate_authority"]));
  }
  if (!all["tls_server_name"].is_null()) lines.add("tls name", all["tls_server_name"].as_string());
  if (!all["proxy_url"].is_null()) lines.add("proxy", all["proxy_url"].as_string());
  if (all["disable_compression"].as_bool()) lines.add("compression", "off");
}

}  // namespace

Value describe_connection(const ConnectionSpec& spec, const Kubeconfig& /*config*/) {
  const auto& cluster = spec.cluster;
  return Object{{"context", text_or_null(spec.context)},
                {"cluster", text_or_null(spec.cluster_name)},
                {"user", text_or_null(spec.user_name)},
                {"namespace", spec.namespace_name},
                {"server", cluster.server},
                {"tls_server_name", text_or_null(cluster.tls_server_name)},
                {"insecure_skip_tls_verify", cluster.insecure_skip_tls_verify},
                {"certificate_authority", describe_ca(cluster)},
                {"proxy_url", text_or_null(redact_userinfo(cluster.proxy_url))},
                {"disable_compression", cluster.disable_compression},
                {"auth", describe_auth(spec.user)},
                {"impersonate", describe_impersonation(spec.user)},
                {"exec", describe_exec(spec.user)},
                {"from", describe_origin(spec)}};
}

std::string explain_connection(const ConnectionSpec& spec, const Kubeconfig& config) {
  const Value all = describe_connection(spec, config);
  Description lines;
  lines.add("context", spec.in_cluster ? "none: the pod's own cluster and service account" : spec.context,
            spec.context_file);
  lines.add("cluster", spec.cluster_name, spec.cluster.file);
  lines.add("user", spec.user_name, spec.user.file);
  lines.add("namespace", spec.namespace_name);
  lines.add("server", spec.cluster.server);
  add_transport(all, lines);
  lines.add("login", explain_login(spec));
  if (!spec.user.as.empty()) lines.add("acts as", spec.user.as);
  const auto ignored = ignored_definitions(spec, config);
  for (const auto& text : ignored) lines.add("note", text);
  if (const auto others = config.shadowed.size() - ignored.size(); others > 0) {
    lines.add("note", fmt::format("{} later definitions of other entries are ignored too", others));
  }
  return lines.take();
}

}  // namespace corootctl::kube
