#include "cli/shared/resource.hpp"

#include <algorithm>

#include "base/files.hpp"
#include "cli/parse/flags.hpp"
#include "document/yaml.hpp"

namespace corootctl::cli {
namespace {

std::string with_default(const char* help, const std::string& value) {
  return fmt::format("{} (default {})", help, value);
}

Result<> add_accounts(const ResourceOptions& options, deploy::ResourceSettings& settings) {
  for (const auto& text : options.service_accounts) {
    CTL_TRY(auto account, deploy::read_service_account(text), "--service-account");
    const auto same = [&](const auto& other) { return other.name == account.name; };
    if (std::any_of(settings.service_accounts.begin(), settings.service_accounts.end(), same))
      return fail(ErrorKind::usage, "--service-account: {} is named twice", account.name);
    settings.service_accounts.push_back(std::move(account));
  }
  return {};
}

}  // namespace

void declare_resource(CLI::App& app, ResourceOptions& options, const char* heading_text) {
  auto& s = options.settings;
  heading(heading_text,
          {text_flag(app, "--name", s.name, "NAME", with_default("name of the Coroot resource", s.name).c_str()),
           text_flag(app, "--refresh-interval", s.refresh_interval, "DURATION",
                     with_default("metrics resolution", s.refresh_interval).c_str()),
           choice_flag(app, "--service-type", s.service_type, "NodePort|LoadBalancer|ClusterIP",
                       with_default("how Coroot is reached", s.service_type).c_str()),
           number_flag(app, "--node-port", s.node_port, 1, 65535,
                       "port of the NodePort Service (default: assigned by Kubernetes)"),
           number_flag(app, "--grpc-node-port", s.grpc_node_port, 1, 65535, "the same for gRPC"),
           text_flag(app, "--ingress-host", s.ingress_host, "HOST", "an Ingress for this host"),
           text_flag(app, "--ingress-class", s.ingress_class, "NAME", "class of the Ingress"),
           text_flag(app, "--ingress-path", s.ingress_path, "PATH", "path of the Ingress; Coroot answers below it"),
           text_flag(app, "--storage-size", s.storage_size, "SIZE", "Coroot's own volume, e.g. 10Gi"),
           text_flag(app, "--storage-class", s.storage_class, "NAME", "storage class of Coroot's volume"),
           text_flag(app, "--prometheus-storage-size", s.prometheus_storage_size, "SIZE", "volume of Prometheus"),
           text_flag(app, "--clickhouse-storage-size", s.clickhouse_storage_size, "SIZE", "volume of ClickHouse"),
           choice_flag(app, "--anonymous-role", s.anonymous_role, "Viewer|Editor|Admin",
                       "role of people who do not log in"),
           list_flag(app, "--service-account", options.service_accounts, "NAME[=ROLE]",
                     "machine that logs in by a key, which the operator makes; repeatable (default role Viewer)"),
           text_flag(app, "--license-secret", s.license_secret, "SECRET",
                     "Secret with the licence: the Enterprise edition"),
           text_flag(app, "--template-dir", s.template_directory, "DIR", "templates that replace the built-in ones"),
           list_flag(app, "--values", options.value_files, "FILE", "YAML merged over the resource, repeatable"),
           list_flag(app, "--set", s.sets, "PATH=VALUE", "set one field of the resource, repeatable: spec.a.b[0]=x")});
}

Result<deploy::ResourceSettings> settings_of(const ResourceOptions& options) {
  auto settings = options.settings;
  const auto* alone = !settings.ingress_path.empty() ? "--ingress-path" : "--ingress-class";
  if (settings.ingress_host.empty() && settings.ingress_path + settings.ingress_class != "") {
    return fail_with_hint(ErrorKind::usage, "Add --ingress-host HOST.", "{}: without --ingress-host no Ingress is made",
                          alone);
  }
  CTL_RUN(add_accounts(options, settings));
  for (const auto& path : options.value_files) {
    CTL_TRY(const auto text, read_file(path), "--values");
    CTL_TRY(auto value, document::parse_yaml(text, path), "--values");
    settings.values.push_back(std::move(value));
  }
  return settings;
}

}  // namespace corootctl::cli
