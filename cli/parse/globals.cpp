#include "cli/parse/globals.hpp"

#include <algorithm>

#include "cli/parse/flags.hpp"

namespace corootctl::cli {
namespace {

void declare_connection(CLI::App& app, Globals& g) {
  auto& c = g.connection;
  heading(
      connection_heading,
      {text_flag(app, "--kubeconfig", g.kubeconfig, "FILE", "kubeconfig file (default: $KUBECONFIG, ~/.kube/config)"),
       text_flag(app, "-n,--namespace", c.namespace_name, "NAMESPACE", "namespace of Coroot (default: coroot)"),
       text_flag(app, "--cluster", c.cluster, "NAME", "kubeconfig cluster to use instead of the context's"),
       text_flag(app, "--user", c.user, "NAME", "kubeconfig user to use instead of the context's"),
       text_flag(app, "--server", c.server, "URL", "address of the API server"),
       text_flag(app, "--token", g.token, "TOKEN", "bearer token; other users of this machine can see it"),
       text_flag(app, "--username", c.username, "NAME", "user of basic authentication"),
       text_flag(app, "--password", g.password, "PASSWORD", "its password; other users of this machine can see it"),
       text_flag(app, "--as", c.as, "USER", "user to impersonate"),
       text_flag(app, "--as-uid", c.as_uid, "UID", "UID to impersonate"),
       list_flag(app, "--as-group", c.as_groups, "GROUP", "group to impersonate, repeatable"),
       list_flag(app, "--as-user-extra", g.as_user_extra, "KEY=VALUE", "extra to impersonate, repeatable"),
       text_flag(app, "--certificate-authority", c.certificate_authority, "FILE", "CA of the API server"),
       text_flag(app, "--client-certificate", c.client_certificate, "FILE", "client certificate"),
       text_flag(app, "--client-key", c.client_key, "FILE", "key of the client certificate"),
       text_flag(app, "--tls-server-name", c.tls_server_name, "NAME", "name to verify the server's certificate by"),
       switch_flag(app, "--insecure-skip-tls-verify", c.insecure_skip_tls_verify,
                   "do not verify the API server's certificate"),
       switch_flag(app, "--disable-compression", c.disable_compression, "do not request compressed responses"),
       text_flag(app, "--kuberc", g.kuberc, "FILE",
                 "which credential plugins may run (default: $KUBERC, ~/.kube/kuberc)"),
       kubectl_span_flag(app, "--request-timeout", g.request_timeout,
                         "time limit of each request (default: 20s without a byte)")});
}

Result<std::pair<std::string, std::string>> split_extra(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    return fail(ErrorKind::usage, "--as-user-extra: \"{}\" is not KEY=VALUE", text);
  }
  return std::pair(text.substr(0, equals), text.substr(equals + 1));
}

}  // namespace

void declare_globals(CLI::App& app, Globals& g, const char* formats) {
  std::vector<CLI::Option*> common;
  if (*formats != '\0') common.push_back(choice_flag(app, "-o,--output", g.output, formats, "output format"));
  if (std::string_view(formats).find("json") != std::string_view::npos) {
    common.push_back(
        text_flag(app, "--json", g.json_fields, "FIELDS", "JSON with these fields only: apps.id,apps.status"));
    common.push_back(text_flag(app, "--jq", g.jq, "EXPRESSION", "what this expression of jq makes of the JSON"));
    common.push_back(switch_flag(app, "--agent", g.agent, "JSON as {ok, result, error, next}"));
  }
  common.push_back(
      number_flag(app, "-v,--verbosity", g.verbosity, 0, 10, "log: 1 steps, 6 requests, 8 headers, 9 bodies"));
  common.push_back(switch_flag(app, "-q,--quiet", g.quiet, "no progress"));
  common.push_back(switch_flag(app, "--no-color", g.no_color, "no colour"));
  common.push_back(switch_flag(app, "--plain", g.plain, "for screen readers: one fact a line, nothing drawn"));
  common.push_back(number_flag(app, "--parallel", g.parallel, 1, 1000, "clusters to work on at once"));
  heading(common_heading, common);
  declare_connection(app, g);
}

std::string coroot_namespace(const Globals& g) {
  return g.connection.namespace_name.empty() ? "coroot" : g.connection.namespace_name;
}

Result<kube::Overrides> overrides_of(const Globals& g) {
  auto out = g.connection;
  out.token = SecretString(g.token);
  out.password = SecretString(g.password);
  for (const auto& text : g.as_user_extra) {
    CTL_PASS(auto extra, split_extra(text));
    auto& all = out.as_user_extra;
    const auto known = std::find_if(all.begin(), all.end(), [&](const auto& e) { return e.first == extra.first; });
    if (known == all.end()) {
      all.emplace_back(extra.first, std::vector{extra.second});
    } else {
      known->second.push_back(extra.second);
    }
  }
  return out;
}

}  // namespace corootctl::cli
