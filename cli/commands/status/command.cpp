#include "base/time.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/status/findings.hpp"
#include "cli/commands/status/view.hpp"
#include "cli/output/pipelines.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/clusters.hpp"
#include "cli/shared/fleet.hpp"
#include "cli/shared/login.hpp"
#include "cli/shared/surroundings.hpp"

namespace corootctl::cli {
namespace {

struct StatusOptions {
  std::string hub{};
  std::vector<std::string> contexts{};
  std::string contexts_file{};
  FleetOptions fleet{};
  LoginOptions login{};
  std::chrono::milliseconds timeout = std::chrono::seconds(15);
};

void declare(CLI::App& app, StatusOptions& options) {
  text_flag(app, "--hub", options.hub, "CONTEXT", "cluster with the aggregated project");
  list_flag(app, "--context", options.contexts, "CONTEXT", "further cluster, name or glob, repeatable");
  text_flag(app, "--contexts-file", options.contexts_file, "FILE", "more clusters, one name or glob per line");
  span_flag(app, "--timeout", options.timeout, "limit for each cluster (default 15s)");
  declare_fleet_choice(app, options.fleet);
  declare_login(app, options.login);
}

Result<> set_fleet(const StatusOptions& options, const Env& env, ops::StatusRequest& request) {
  CTL_PASS(auto clusters, hub_and_members(options.fleet, env));
  request.hub = std::move(clusters.hub);
  request.clusters = std::move(clusters.members);
  return {};
}

Result<> set_contexts(const StatusOptions& options, const Env& env, ops::StatusRequest& request) {
  CTL_PASS(const auto config, load_kubeconfig(env));
  CTL_PASS(const auto names, named_contexts(options.contexts, options.contexts_file));
  if (!options.hub.empty() || names.empty()) {
    std::string hub = options.hub;
    if (hub.empty()) {
      CTL_PASS(hub, current_context(config, "--hub"));
    }
    CTL_PASS(request.hub, select_one(config, hub, "--hub", env));
  }
  CTL_PASS(request.clusters, select(config, names, env));
  std::erase_if(request.clusters,
                [&](const auto& cluster) { return request.hub && cluster.context == request.hub->context; });
  return {};
}

Result<ops::StatusRequest> request_of(const StatusOptions& options, const Env& env) {
  ops::StatusRequest request;
  CTL_RUN(check_fleet_choice(options.fleet, {{"--hub", !options.hub.empty()},
                                             {"--context", !options.contexts.empty()},
                                             {"--contexts-file", !options.contexts_file.empty()}}));
  CTL_RUN(options.fleet.file.empty() ? set_contexts(options, env, request) : set_fleet(options, env, request));
  CTL_PASS(request.login, login_of(options.login, env));
  request.deadline = options.timeout;
  request.width = width_for(env, request.clusters.size() + 1);
  return request;
}

void show(const ops::StatusReport& report, const Env& env) {
  if (is_for_pipelines(env.format) || env.format == Format::markdown) {
    env.print(pipeline_text(status_findings(report), env.format));
  } else {
    env.print(text_as(
        env.format, [&] { return status_value(report); },
        [&] { return names(report.clusters, &ops::ClusterStatus::context); },
        [&](bool wide) { return status_text(report, now_ms(env.surface.clock), wide, env.style, env.columns()); }));
  }
  for (const auto& cluster : report.clusters) say_unread(cluster.context, cluster.gaps, env);
  for (const auto& warning : report.warnings) env.talk.warn(warning);
  for (const auto& error : outcomes_of(report)) {
    if (error) env.complain(*error);
  }
}

Result<ExitCode> run(const StatusOptions& options, const Env& env) {
  CTL_PASS(const auto request, request_of(options, env));
  const auto count = request.clusters.size() + (request.hub ? 1 : 0);
  const auto report = ask_clusters(count, env, [&](const fleet::Surroundings& around) {
    return ops::read_status(request, around, env.surface.stop);
  });
  show(report, env);
  return exit_code_of_links(outcomes_of(report));
}

}  // namespace

Command status_command() {
  return verb<StatusOptions>(
      {.name = "status",
       .summary = "Show whether Coroot runs in each cluster and whether members' data arrive",
       .usage = "[--hub CONTEXT] [--context CONTEXT]... [flags]",
       .details =
           "Looks at the workloads, pods and volumes themselves, not at the resource's own status. For each member "
           "it compares the key on both sides (\"=\" after the fingerprint: equal) and asks the hub for the newest "
           "data. Without --hub and --context it looks at the current context. Exit 0: all is well; 3: some "
           "clusters or links are not; 8: only data are missing, as shortly after linking.",
       .examples = "corootctl status --hub cluster-c --context cluster-a --context cluster-b\n"
                   "corootctl status --hub cluster-c --context 'prod-*' -o wide\n"
                   "corootctl status --hub cluster-c --context 'prod-*' -o junit > status.xml",
       .formats = "table|wide|json|yaml|name|markdown|junit|sarif|github|gitlab"},
      declare, run);
}

}  // namespace corootctl::cli
