#include "cli/commands/all.hpp"
#include "cli/commands/auth/view.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/clusters.hpp"
#include "cli/shared/hub.hpp"
#include "cli/shared/surroundings.hpp"

namespace corootctl::cli {
namespace {

struct AuthOptions {
  HubOptions hub{};
  std::vector<std::string> contexts{};
};

void declare_auth(CLI::App& app, AuthOptions& o) {
  text_flag(app, "--hub", o.hub.context, "CONTEXT", "the hub cluster");
  list_flag(app, "--context", o.contexts, "CONTEXT", "further cluster, name or glob, repeatable");
  span_flag(app, "--timeout", o.hub.timeout, "limit for each server (default 15s)");
  declare_other_way(app, o.hub);
  declare_fleet_choice(app, o.hub.fleet);
}

/// The clusters that the fleet file, or the flags, name; the hub first.
Result<std::vector<fleet::ClusterRef>> named_clusters(const AuthOptions& options, const Env& env) {
  const auto& hub = options.hub;
  if (!hub.fleet.file.empty()) {
    CTL_PASS(const auto fleet, load_fleet(hub.fleet, env));
    std::vector<fleetfile::Cluster> clusters{fleet.hub};
    for (const auto& member : fleet.members)
      if (member.topology == fleetfile::Topology::remote) clusters.push_back(member);
    return clusters_of(clusters, env);
  }
  auto names = options.contexts;
  if (!hub.context.empty()) names.insert(names.begin(), hub.context);
  if (names.empty() && !hub.coroot_url.empty()) return std::vector<fleet::ClusterRef>{};
  CTL_PASS(const auto config, load_kubeconfig(env));
  if (names.empty()) {
    CTL_PASS(auto current, current_context(config, "--hub"));
    names.push_back(std::move(current));
  }
  return select(config, names, env);
}

Result<hub::WhoRequest> who_request(const AuthOptions& options, const Env& env) {
  hub::WhoRequest request;
  CTL_RUN(check_fleet_choice(options.hub.fleet,
                             {{"--hub", !options.hub.context.empty()}, {"--context", !options.contexts.empty()}}));
  CTL_PASS(const auto clusters, named_clusters(options, env));
  CTL_PASS(const auto login, login_of(options.hub.login, env));
  if (!options.hub.coroot_url.empty()) {
    auto direct = options.hub;
    direct.context.clear();
    direct.fleet = {};
    direct.login = {};
    CTL_PASS(auto choice, choose_hub(direct, env));
    choice.access.login = login;
    request.servers.push_back(std::move(choice.access));
  }
  for (const auto& cluster : clusters) {
    hub::CorootAccess access;
    access.hub = cluster;
    access.namespace_name = env.globals.connection.namespace_name;
    access.login = login;
    request.servers.push_back(std::move(access));
  }
  request.deadline = options.hub.timeout;
  request.width = width_for(env, request.servers.size());
  return request;
}

Result<ExitCode> run_auth(const AuthOptions& options, const Env& env) {
  CTL_PASS(const auto request, who_request(options, env));
  const auto all = ask_clusters(request.servers.size(), env, [&](const fleet::Surroundings& around) {
    return hub::ask_who(request, around, env.surface.stop);
  });
  env.print(text_as(
      env.format, [&] { return who_value(all); }, [&] { return names(all, &hub::Who::server); },
      [&](bool) { return who_text(all, env.style, env.columns()); }));
  for (const auto& who : all)
    if (who.error) env.complain(Error(*who.error).with("server " + who.server));
  return exit_code_of_survey(outcomes_of(all));
}

struct AuthGroupOptions {};

void declare_auth_group(CLI::App&, AuthGroupOptions&) {}

Result<ExitCode> run_auth_group(const AuthGroupOptions&, const Env&) {
  return fail_with_hint(ErrorKind::usage, "\"corootctl auth --help\" shows what there is.",
                        "auth needs a command: status");
}

Command auth_status_command() {
  return verb<AuthOptions>(
      {.name = "status",
       .summary = "Show who you are at each Coroot: way, login, user and role",
       .usage = "[--hub CONTEXT] [--context CONTEXT]... [--coroot-url URL] [flags]",
       .details =
           "Asks the hub's Coroot, and that of every cluster that is named, with the login that the flags give: an "
           "anonymous role, a user with a password, or a service account's key. Through the Kubernetes API server's "
           "proxy, the way that is taken without --coroot-url, a service account's key never arrives, because the API "
           "server keeps the Authorization header for itself. A key comes from --coroot-key-file, --coroot-key-stdin, "
           "--coroot-key-secret or the variable COROOTCTL_COROOT_KEY; a server that does not take it is asked as the "
           "user of --coroot-user when there is one. Service accounts came to Coroot after 1.24.5: this follows its "
           "documentation and was verified against a stand-in only, not on a real server.",
       .examples = "corootctl auth status --hub cluster-c --context cluster-a --context cluster-b\n"
                   "corootctl auth status --coroot-url https://coroot.example.com --coroot-key-file key.txt",
       .formats = "table|json|yaml|name"},
      declare_auth, run_auth);
}

}  // namespace

Command auth_command() {
  auto command = verb<AuthGroupOptions>(
      {.name = "auth",
       .summary = "Show how you are logged in to Coroot",
       .usage = "status [flags]",
       .details = "Verbs that ask Coroot go by its anonymous role, log in with --coroot-user, or send a service "
                  "account's key.",
       .examples = "corootctl auth status --hub cluster-c",
       .formats = ""},
      declare_auth_group, run_auth_group);
  command.children = {auth_status_command()};
  return command;
}

}  // namespace corootctl::cli
