#include "cli/shared/hub.hpp"

#include "base/files.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/clusters.hpp"
#include "cli/shared/surroundings.hpp"

namespace corootctl::cli {
namespace {

Result<http::ConnectionOptions> url_options(const HubOptions& options, const Env& env) {
  http::ConnectionOptions out;
  if (!options.coroot_ca.empty()) {
    CTL_TRY(out.ca_pem, read_file(options.coroot_ca), "--coroot-ca");
  }
  out.insecure = options.coroot_insecure;
  out.proxy_url = http::ProxyVariables::of(env.surface.variables).proxy_for(options.coroot_url);
  out.user_agent = user_agent();
  return out;
}

Result<fleet::ClusterRef> hub_by_flags(const HubOptions& options, const Env& env, const kube::Kubeconfig* loaded) {
  kube::Kubeconfig own;
  if (loaded == nullptr) {
    CTL_PASS(own, load_kubeconfig(env));
    loaded = &own;
  }
  std::string hub = options.context;
  if (hub.empty()) {
    CTL_PASS(hub, current_context(*loaded, "--hub"));
  }
  return select_one(*loaded, hub, "--hub", env);
}

Result<> follow_fleet(const FleetOptions& options, const Env& env, HubChoice& out) {
  CTL_PASS(auto fleet, load_fleet(options, env));
  CTL_PASS(out.access.hub, cluster_of(fleet.hub, env));
  CTL_CHECK(fleet::check_entries({*out.access.hub}), "--fleet");
  out.access.namespace_name = fleet.namespace_name;
  if (out.project.empty() && !fleet.aggregates.empty()) out.project = fleet.aggregates.front().name;
  if (!options.members.empty()) out.members = std::move(fleet.members);
  return {};
}

}  // namespace

void declare_hub(CLI::App& app, HubOptions& o, const char* names, bool members_too) {
  text_flag(app, names, o.context, "CONTEXT", "cluster with the aggregated project (default: current context)");
  text_flag(app, "--project", o.project, "PROJECT", "the aggregated project (default: the hub's only one)");
  text_flag(app, "--coroot", o.coroot, "NAME",
            "the hub's Coroot resource; with a name no right to list them is needed (default: the only one)");
  declare_fleet_choice(app, o.fleet, members_too);
}

void declare_timeouts(CLI::App& app, HubOptions& o) {
  span_flag(app, "--timeout", o.timeout, "total time limit (default 60s)");
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(o.member_timeout).count();
  span_flag(app, "--member-timeout", o.member_timeout,
            fmt::format("limit for each member (default {}s)", seconds).c_str());
}

void declare_other_way(CLI::App& app, HubOptions& o) {
  heading("Connecting to Coroot directly",
          {text_flag(app, "--coroot-url", o.coroot_url, "URL", "its address, instead of the Kubernetes API's proxy"),
           text_flag(app, "--coroot-ca", o.coroot_ca, "FILE", "CA of that address"),
           switch_flag(app, "--coroot-insecure", o.coroot_insecure, "do not verify its certificate")});
  declare_login(app, o.login);
}

Result<HubChoice> choose_hub(const HubOptions& options, const Env& env, const kube::Kubeconfig* loaded) {
  CTL_RUN(check_fleet_choice(options.fleet,
                             {{"--hub", !options.context.empty()}, {"--coroot-url", !options.coroot_url.empty()}}));
  HubChoice out{.project = options.project};
  CTL_PASS(out.access.login, login_of(options.login, env));
  out.access.namespace_name = env.globals.connection.namespace_name;
  out.access.resource_name = options.coroot;
  if (!options.fleet.file.empty()) {
    CTL_RUN(follow_fleet(options.fleet, env, out));
    return out;
  }
  if (!options.context.empty() && !options.coroot_url.empty()) {
    return fail(ErrorKind::usage, "--hub and --coroot-url cannot be used together");
  }
  if (!options.coroot.empty() && !options.coroot_url.empty())
    return fail(ErrorKind::usage, "--coroot and --coroot-url cannot be used together");
  out.access.url = options.coroot_url;
  if (!out.access.url.empty()) {
    CTL_PASS(out.access.url_options, url_options(options, env));
    return out;
  }
  CTL_PASS(out.access.hub, hub_by_flags(options, env, loaded));
  return out;
}

}  // namespace corootctl::cli
