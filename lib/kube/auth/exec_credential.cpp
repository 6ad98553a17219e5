#include "kube/auth/exec_credential.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/base64.hpp"
#include "base/time.hpp"
#include "document/json.hpp"
#include "document/yaml.hpp"
#include "kube/config/typed_fields.hpp"

namespace corootctl::kube {
namespace {

using document::Object;
using document::Value;

/// As Go's encoder writes it: keys in byte order, whole numbers without a fraction.
Value sorted(const Value& value) {
  constexpr double exact = 9007199254740992.0;  // 2^53: below it a double holds every whole number
  if (const double number = value.as_number(); value.is_number() && !value.is_integer()) {
    const bool whole = std::abs(number) < exact && std::trunc(number) == number;
    return whole ? Value(static_cast<std::int64_t>(number)) : value;
  }
  if (value.is_list()) {
    document::List out;
    for (const auto& item : value.as_list()) out.push_back(sorted(item));
    return Value(std::move(out));
  }
  if (!value.is_object()) return value;
  std::vector<std::string> keys;
  for (const auto& member : value.as_object()) keys.push_back(member.key);
  std::sort(keys.begin(), keys.end());
  Object out;
  for (const auto& key : keys) out.set(key, sorted(value[key]));
  return Value(std::move(out));
}

/// `<`, `>` and `&` only occur inside texts.
std::string escape_html(const std::string& json) {
  std::string out;
  for (const char c : json) {
    if (c == '<') {
      out += "\\u003c";
    } else if (c == '>') {
      out += "\\u003e";
    } else if (c == '&') {
      out += "\\u0026";
    } else {
      out += c;
    }
  }
  return out;
}

/// client-go drops query and fragment of a server that has a path.
std::string_view told_server(std::string_view server) {
  const auto host = server.find("://");
  const auto path = server.find('/', host == std::string_view::npos ? 0 : host + 3);
  const auto end = std::min(server.find_first_of("?#"), server.size());
  return path != std::string_view::npos && path + 1 < end ? server.substr(0, end) : server;
}

Value cluster_info(const ClusterEntry& cluster, std::string_view ca_pem) {
  Object out{{"server", told_server(cluster.server)}};
  if (!cluster.tls_server_name.empty()) out.set("tls-server-name", cluster.tls_server_name);
  if (cluster.insecure_skip_tls_verify) out.set("insecure-skip-tls-verify", true);
  if (!ca_pem.empty()) out.set("certificate-authority-data", base64_encode(ca_pem));
  if (!cluster.proxy_url.empty()) out.set("proxy-url", cluster.proxy_url);
  if (cluster.disable_compression) out.set("disable-compression", true);
  out.set("config", sorted(cluster.extensions["client.authentication.k8s.io/exec"]));
  return Value(std::move(out));
}

Result<> check_type(const Value& root, const std::string& api_version) {
  if (root.is_null()) return fail(ErrorKind::config, "it printed nothing");
  if (!root.is_object()) return fail(ErrorKind::config, "it printed something else than an ExecCredential");
  if (root["kind"].as_string() != "ExecCredential") {
    return fail(ErrorKind::config, "the answer's kind is not ExecCredential");
  }
  if (root["apiVersion"].as_string() != api_version) {
    return fail_with_hint(ErrorKind::config, "Let the kubeconfig name the version that the plugin speaks.",
                          "the answer's apiVersion is not {}, as the kubeconfig says", api_version);
  }
  if (!root["status"].is_object()) return fail(ErrorKind::config, "the answer has no status");
  return {};
}

}  // namespace

Result<ExecCredential> parse_exec_credential(std::string_view output, const std::string& api_version) {
  const auto root = document::parse_yaml(output, "the answer");
  if (!root) return fail(ErrorKind::config, "the answer is not an ExecCredential: {}", root.error().what);
  CTL_RUN(check_type(*root, api_version));
  FieldProblems problems{.source = "the answer"};
  const Fields status((*root)["status"], "status", problems);
  ExecCredential out;
  std::string expires;
  status.read("token", out.token);
  status.read("clientCertificateData", out.client_certificate_pem);
  status.read("clientKeyData", out.client_key_pem);
  status.read("expirationTimestamp", expires);
  if (!problems.texts.empty()) return fail_with_hint(ErrorKind::config, problems.hint, "{}", problems.texts.front());
  if (!expires.empty()) {
    out.expires = parse_rfc3339(expires);
    if (!out.expires) return fail(ErrorKind::config, "status.expirationTimestamp is not an RFC 3339 time");
  }
  const bool certificate = !out.client_certificate_pem.empty(), key = !out.client_key_pem.empty();
  if (certificate != key) {
    return fail(ErrorKind::config, "status has a {} without a {}",
                certificate ? "clientCertificateData" : "clientKeyData",
                certificate ? "clientKeyData" : "clientCertificateData");
  }
  if (out.token.empty() && !certificate) return fail(ErrorKind::config, "status has neither a token nor a certificate");
  return out;
}

std::string exec_info(const ConnectionSpec& spec, std::string_view ca_pem, bool interactive) {
  Object what;
  const auto& exec = *spec.user.exec;
  if (exec.provide_cluster_info) what.set("cluster", cluster_info(spec.cluster, ca_pem));
  what.set("interactive", interactive);
  const Object out{{"kind", "ExecCredential"}, {"apiVersion", exec.api_version}, {"spec", std::move(what)}};
  return escape_html(document::to_json(out)) + "\n";
}

}  // namespace corootctl::kube
