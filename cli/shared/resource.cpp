#include "cli/shared/resource.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/parse/flags.hpp"
#include "document/yaml.hpp"

namespace corootctl::cli {
namespace {

Result<SecretString> read_password(const LoginOptions& options, const Env& env) {
  if (options.password_stdin) {
    CTL_TRY(auto line, env.surface.read_line(), "--coroot-password-stdin");
    return SecretString(std::move(line));
  }
  CTL_TRY(auto text, read_file(options.password_file), "--coroot-password-file");
  SecretString password{std::string(trim(text))};
  wipe(text);
  return password;
}

}  // namespace

void declare_resource(CLI::App& app, ResourceOptions& options, const char* heading_text) {
  auto& s = options.settings;
  heading(heading_text,
          {text_flag(app, "--name", s.name, "NAME", "name of the Coroot resource (default coroot)"),
           text_flag(app, "--refresh-interval", s.refresh_interval, "DURATION", "metrics resolution (default 15s)"),
           choice_flag(app, "--service-type", s.service_type, "NodePort|LoadBalancer|ClusterIP",
                       "how Coroot is reached (default NodePort)"),
           number_flag(app, "--node-port", s.node_port, 1, 65535, "port of the NodePort Service (default: chosen)"),
           number_flag(app, "--grpc-node-port", s.grpc_node_port, 1, 65535, "the same for gRPC"),
           text_flag(app, "--ingress-host", s.ingress_host, "HOST", "an Ingress for this host"),
           text_flag(app, "--ingress-class", s.ingress_class, "NAME", "class of the Ingress"),
           text_flag(app, "--ingress-path", s.ingress_path, "PATH", "path of the Ingress"),
           text_flag(app, "--storage-size", s.storage_size, "SIZE", "Coroot's own volume, e.g. 10Gi"),
           text_flag(app, "--storage-class", s.storage_class, "NAME", "storage class of Coroot's volume"),
           text_flag(app, "--prometheus-storage-size", s.prometheus_storage_size, "SIZE", "volume of Prometheus"),
           text_flag(app, "--clickhouse-storage-size", s.clickhouse_storage_size, "SIZE", "volume of ClickHouse"),
           choice_flag(app, "--anonymous-role", s.anonymous_role, "Viewer|Editor|Admin",
                       "role of people who do not log in"),
           text_flag(app, "--license-secret", s.license_secret, "SECRET",
                     "Secret with the licence: the Enterprise edition"),
           text_flag(app, "--template-dir", s.template_directory, "DIR", "templates that replace the built-in ones"),
           list_flag(app, "--values", options.value_files, "FILE", "YAML laid over the resource, repeatable"),
           list_flag(app, "--set", s.sets, "PATH=VALUE", "one place of the resource, repeatable: spec.a.b[0]=x")});
}

Result<deploy::ResourceSettings> settings_of(const ResourceOptions& options) {
  auto settings = options.settings;
  for (const auto& path : options.value_files) {
    CTL_TRY(const auto text, read_file(path), "--values");
    CTL_TRY(auto value, document::parse_yaml(text, path), "--values");
    settings.values.push_back(std::move(value));
  }
  return settings;
}

void declare_login(CLI::App& app, LoginOptions& options) {
  heading("Login to Coroot",
          {text_flag(app, "--coroot-user", options.user, "EMAIL", "user of Coroot (default: its anonymous role)"),
           switch_flag(app, "--coroot-password-stdin", options.password_stdin, "password on the first line of stdin"),
           text_flag(app, "--coroot-password-file", options.password_file, "FILE", "file with the password")});
}

Result<hub::Login> login_of(const LoginOptions& options, const Env& env) {
  const bool has_password = options.password_stdin || !options.password_file.empty();
  if (options.user.empty() && !has_password) return hub::Login{};
  if (options.user.empty()) return fail(ErrorKind::usage, "a Coroot password was given, but no --coroot-user");
  if (!has_password) {
    return fail_with_hint(ErrorKind::usage, "Add --coroot-password-stdin or --coroot-password-file FILE.",
                          "--coroot-user needs a password");
  }
  if (options.password_stdin && !options.password_file.empty()) {
    return fail(ErrorKind::usage, "--coroot-password-stdin and --coroot-password-file exclude each other");
  }
  CTL_PASS(auto password, read_password(options, env));
  if (password.empty()) return fail(ErrorKind::usage, "the Coroot password is empty");
  return hub::Login{options.user, std::move(password)};
}

deploy::DryRun dry_run_of(const std::string& name) {
  if (name == "client") return deploy::DryRun::client;
  return name == "server" ? deploy::DryRun::server : deploy::DryRun::none;
}

fleet::Surroundings surroundings(const Env& env, const fleet::Connector& connector) {
  return {.connector = connector,
          .clock = env.surface.clock,
          .env = env.surface.variables,
          .log = env.log,
          .tell = [&talk = env.talk](const fleet::Progress& progress) { talk.step(progress); }};
}

}  // namespace corootctl::cli
